package import FleetCore
package import FleetJinja
package import FleetPlaybook

/// The variables of one task on one host, as expressions ask for them. Cheap to make; each variable is evaluated at its
/// first use and remembered. Not shared between threads.
package final class TaskScope: VariableScope {
  let layers: VariableLayers
  private let locals: [String: JinjaValue]
  /// Locals that stand in the user's files as they are: items of a loop.
  private let written: [String: TemplatedValue]
  private let delegate: String?
  private var evaluated: [String: JinjaValue] = [:]
  /// The variables whose templates are being evaluated, the outermost first.
  private var path: [String] = []
  private var magic: [String: JinjaValue] = [:]

  init(
    layers: VariableLayers, locals: [String: JinjaValue] = [:], written: [String: TemplatedValue] = [:],
    delegate: String? = nil
  ) {
    self.layers = layers
    self.locals = locals
    self.written = written
    self.delegate = delegate
  }

  package var variables: RunVariables { layers.variables }
  package var lookupEnvironment: (any LookupEnvironment)? { RunLookupEnvironment(layers.variables) }
  package var host: String? { layers.host }
  package var task: PlayTask? { layers.task }
  package var play: PlayContext? { layers.play }

  /// The same variables under additional strongest ones, such as a loop's item; `written` says which of them the user's
  /// files hold as they are.
  package func with(
    _ more: [String: JinjaValue], written: [String: TemplatedValue] = [:], delegate: String? = nil
  ) -> TaskScope {
    TaskScope(
      layers: layers, locals: locals.merging(more) { $1 },
      written: self.written.filter { more[$0.key] == nil }.merging(written) { $1 },
      delegate: delegate ?? self.delegate)
  }

  package func variable(_ name: String) throws(DiagnosticError) -> JinjaValue? {
    if let local = locals[name] { return local }
    if variables.hides(name) {
      throw DiagnosticError(.variableFailed, "variable `\(name)` is not known before the task's turn")
    }
    if let known = evaluated[name] { return known }
    if MagicVariables.names.contains(name), let value = magicValue(name) { return value }
    guard let definition = layers.definition(of: name) else { return nil }
    let value: JinjaValue
    switch definition {
    case .data(let data) where !variables.settings.mergesHashes: value = JinjaValue(data)
    case .templated(let entry) where !variables.settings.mergesHashes: value = try evaluate(entry, name)
    default: value = try merged(name)
    }
    evaluated[name] = value
    return value
  }

  package func userValue(_ name: String) -> TemplatedValue? {
    if let local = written[name] { return local }
    guard locals[name] == nil, !variables.settings.mergesHashes,
      case .templated(let entry)? = layers.definition(of: name)
    else { return nil }
    return entry.value
  }

  /// Which of the names users define, and where: layers are looked at, nothing is evaluated.
  package func places(of names: Set<String>) -> [(name: String, span: Span?)] {
    layers.names.intersection(names).sorted().compactMap { name in
      guard case .templated(let entry)? = layers.definition(of: name) else { return nil }
      return (name, entry.span)
    }
  }

  package var variableNames: [String] {
    var names = layers.names
    names.formUnion(locals.keys)
    names.formUnion(MagicVariables.names.filter { magicValue($0) != nil })
    return names.sorted()
  }

  /// The variables of another host as this scope's `hostvars` shows them.
  package func scope(ofOther host: String) -> TaskScope {
    variables.hostScope(for: host, directory: layers.directory)
  }

  private func magicValue(_ name: String) -> JinjaValue? {
    if let known = magic[name] { return known }
    guard let value = MagicVariables.value(name, in: self, delegate: delegate) else { return nil }
    magic[name] = value
    return value
  }

  private func evaluate(_ entry: VariableTable.Entry, _ name: String) throws(DiagnosticError) -> JinjaValue {
    if case .data(let data) = entry.value { return JinjaValue(data) }
    if let start = path.firstIndex(of: name) {
      let circle = (path[start...] + [name]).map { "`\($0)`" }.joined(separator: " -> ")
      throw DiagnosticError(
        .variableCycle,
        path.count - start == 1 ? "variable `\(name)` refers to itself" : "variables refer to each other: \(circle)",
        at: entry.span, label: "defined here",
        help: ["give one of them a value that does not depend on the others"])
    }
    path.append(name)
    defer { path.removeLast() }
    do {
      return try entry.value.lazyValue(in: self)
    } catch let error as DiagnosticError {
      throw error
    } catch let fault as TemplateFault {
      throw DiagnosticError(.variableFailed, fault.message, at: fault.span ?? entry.span, help: fault.help)
    } catch {
      throw DiagnosticError(.variableFailed, "variable `\(name)` has no value: \(error)", at: entry.span)
    }
  }

  /// `hash_behaviour = merge`: mappings of all layers put together, the strongest entry of each key; anything else that
  /// is stronger hides what is below.
  private func merged(_ name: String) throws(DiagnosticError) -> JinjaValue {
    var values: [JinjaValue] = []
    for definition in layers.definitions(of: name) {
      let value: JinjaValue
      switch definition {
      case .data(let data): value = JinjaValue(data)
      case .templated(let entry): value = try evaluate(entry, name)
      }
      guard case .map = value else {
        if values.isEmpty { values.append(value) }
        break
      }
      values.append(value)
    }
    var result: JinjaValue = values.last ?? .null
    for value in values.dropLast().reversed() { result = try Self.merge(result, value) }
    return result
  }

  private static func merge(_ weak: JinjaValue, _ strong: JinjaValue) throws(DiagnosticError) -> JinjaValue {
    guard case .map(let weakMap) = weak, case .map(let strongMap) = strong else { return strong }
    do {
      let result = MapObject(try weakMap.pairs().map { ($0.key, $0.value) })
      for (key, value) in try strongMap.pairs() {
        if let below = try weakMap.value(for: key) {
          result.set(try merge(below, value), for: key)
        } else {
          result.set(value, for: key)
        }
      }
      return .map(result)
    } catch let error as DiagnosticError {
      throw error
    } catch {
      throw DiagnosticError(.variableFailed, "mappings could not be merged: \(error)")
    }
  }
}
