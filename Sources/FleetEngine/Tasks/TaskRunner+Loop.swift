import FleetCore
import FleetJinja
import FleetPlaybook
import FleetProtocol

/// Loops: the items, one after the other or as one batch to the machine.
extension TaskRunner {
  func performLoop(_ loop: TaskLoop, _ scope: any VariableScope) async throws -> TaskFinish {
    let values: [Value]
    do {
      values = try loopValues(loop, scope)
    } catch let error as DiagnosticError {
      // Ansible: a loop that cannot be evaluated is no fault when the task would be skipped anyway.
      var item = LoopItem(scope: scope)
      item.loopError = error
      return summary(of: await performItem(item))
    }
    let items = try loopItems(values, scope)
    guard !items.isEmpty else { return emptyLoop() }
    guard isBatch else { return summary(of: try await performOneByOne(items)) }
    return summary(of: await carryOut(ReadyTask(step: step, isLoop: true, items: items.map { planned($0) })))
  }

  func loopValues(_ loop: TaskLoop, _ scope: any VariableScope) throws -> [Value] {
    switch loop.kind {
    case .loop:
      switch try engine.value(of: loop.value, in: scope) {
      case .list(let items)?: return items
      case let other:
        throw DiagnosticError(
          .wrongLoop,
          "The `loop` value must resolve to a 'list', not '\(other?.typeName ?? "omit")'.", at: loop.span,
          label: "this is not a list")
      }
    case .with(let lookup):
      let terms = try engine.value(of: loop.value, in: scope) ?? .null
      return try run.lookups.items(lookup, terms: terms, in: scope, at: loop.span, action: task.action.name)
    }
  }

  /// The items as they stand in the user's files, when the loop is a list there and its items are those.
  func writtenItems(_ loop: TaskLoop, _ count: Int, _ scope: any VariableScope) -> [TemplatedValue] {
    if case .with(let lookup) = loop.kind, lookup.split(separator: ".").last != "items" { return [] }
    var list: TemplatedValue? = loop.value
    if case .template(let template) = loop.value { list = engine.writtenValue(of: template, in: scope) }
    let items: [TemplatedValue]
    switch list {
    case .data(.list(let values)): items = values.map { .data($0) }
    case .list(let values): items = values
    default: return []
    }
    // `with_items` takes one level of lists apart.
    let isNested = loop.kind != .loop && items.contains { $0.isList }
    return items.count == count && !isNested ? items : []
  }

  func loopItems(_ values: [Value], _ scope: any VariableScope) throws -> [LoopItem] {
    let written = task.own.loop.map { writtenItems($0, values.count, scope) } ?? []
    let control = task.own.loopControl
    let reader = KeywordReader(engine: engine, scope: scope)
    let name = try reader.text(control.loopVar) ?? "item"
    let indexName = try reader.text(control.indexVar)
    let isExtended = try reader.bool(control.extended)
    let showsAll = try reader.bool(control.extendedAllItems, default: true)
    return values.enumerated().map { position, value in
      var item = LoopItem(scope: scope)
      item.value = value
      item.index = position
      item.loopVariable = name
      item.indexVariable = indexName
      if isExtended { item.extended = extended(values, position, showsAll: showsAll) }
      var locals: [String: JinjaValue] = [:]
      for (key, local) in item.variables { if let key = key.string { locals[key] = JinjaValue(local) } }
      item.scope = ScopeLayering.adding(
        locals, written: written.isEmpty ? [:] : [name: written[position]], to: scope)
      return item
    }
  }

  private func extended(_ values: [Value], _ position: Int, showsAll: Bool) -> Value {
    var map: ValueMap = [
      "index": .int(position + 1), "index0": .int(position), "first": .bool(position == 0),
      "last": .bool(position + 1 == values.count), "length": .int(values.count),
      "revindex": .int(values.count - position), "revindex0": .int(values.count - position - 1),
    ]
    if showsAll { map["allitems"] = .list(values) }
    if position + 1 < values.count { map["nextitem"] = values[position + 1] }
    if position > 0 { map["previtem"] = values[position - 1] }
    return .map(map)
  }

  /// Whether no item can depend on the answer of another, so that all go out at once.
  var isBatch: Bool {
    task.own.until.isEmpty && task.own.retries == nil && task.own.asyncSeconds == nil && task.keywords.timeout == nil
      && task.own.loopControl.pause == nil
      && task.own.loopControl.breakWhen.isEmpty && run.traits(of: task).itemsAreIndependent
  }

  // MARK: one by one

  private func performOneByOne(_ items: [LoopItem]) async throws -> [ItemFinish] {
    var finishes: [ItemFinish] = []
    var carried: [String: JinjaValue] = [:]
    let pause = task.own.loopControl.pause
    for item in items {
      if run.isCancelled { break }
      var item = item
      if let pause, item.index > 0 { await run.clock.sleep(seconds: try keywordNumber(pause, item)) }
      // What earlier items set is visible to later ones (`set_fact` that builds a list, a registered result).
      if !carried.isEmpty { item.scope = ScopeLayering.adding(carried, to: item.scope) }
      let finish = labelled(await performItem(item))
      for change in finish.facts {
        for (key, value) in change.values { if let name = key.string { carried[name] = JinjaValue(value) } }
      }
      if let name = task.own.register { carried[name] = JinjaValue(.map(finish.result)) }
      finishes.append(finish)
      emitItem(finish)
      if try isBroken(finish) { break }
    }
    return finishes
  }

  private func isBroken(_ finish: ItemFinish) throws -> Bool {
    let conditions = task.own.loopControl.breakWhen
    guard !conditions.isEmpty else { return false }
    let scope = judgedScope(finish, finish.item)
    return try conditions.allSatisfy { try engine.condition($0.expression, in: scope) }
  }
}
