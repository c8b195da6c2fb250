import FleetCore
import FleetJinja
import FleetPlaybook
import FleetProtocol

/// Tasks that were prepared before their turn, perhaps together with others.
extension TaskRunner {
  /// The task as it was prepared: with those before it, or now with those that may go ahead behind it.
  func readyTask() -> ReadyTask? {
    if let known = host.ahead.take(step) { return known }
    return AheadPlanner(runner: self, hasOthers: hasOthers).begin()
  }

  /// Judges a task that is ready. nil when its turn came and the machine has not begun it, because something before it
  /// failed there and was forgiven here: it is then carried out as if nothing had been sent.
  func finish(_ ready: ReadyTask) async throws -> TaskFinish? {
    if let feed = ready.feed, ready.offset > 0, ready.requestCount > 0 {
      do {
        if try await feed.answers(to: ready.range).first?.notRun == true {
          host.ahead.forget()
          return nil
        }
      } catch {
        if feed.isUntouched(ready.range) {
          host.ahead.forget()
          return nil
        }
      }
    }
    var ready = ready
    if ready.feed != nil { renewScopes(&ready) }
    let finishes = await carryOut(ready)
    if ready.isLoop { return summary(of: finishes) }
    return finishes.first.map { summary(of: $0) }
  }

  /// Variables may have come in since the task was prepared: the answers of those before it.
  private func renewScopes(_ ready: inout ReadyTask) {
    let scope = play.scope(for: host, step: step)
    for index in ready.items.indices {
      switch ready.items[index] {
      case .finished(var finish):
        finish.item.renew(scope)
        complete(&finish)
        ready.items[index] = .finished(finish)
      case .planned(var planned):
        planned.item.renew(scope)
        ready.items[index] = .planned(planned)
      }
    }
  }

  /// One item, as far as it goes without its machine.
  func planned(_ item: LoopItem) -> ReadyItem {
    let item = delegated(item)
    switch prepare(item) {
    case .finished(let finish): return .finished(finish)
    case .resolved(let resolved):
      do {
        return .planned(
          PlannedItem(item: item, resolved: resolved, plan: try run.actions.plan(resolved, context(item))))
      } catch {
        return .finished(fault(error, item, resolved))
      }
    }
  }

  /// Carries out every item of a task that is ready: those in a row that go to the same machine as one batch.
  func carryOut(_ ready: ReadyTask) async -> [ItemFinish] {
    var finishes: [ItemFinish] = []
    var sent = ready.offset
    var position = 0
    func tell(_ done: [ItemFinish]) {
      let done = ready.isLoop ? done.map(labelled) : done
      if ready.isLoop { done.forEach(emitItem) }
      finishes += done
    }
    while position < ready.items.count {
      switch ready.items[position] {
      case .finished(let finish):
        tell([finish])
        position += 1
      case .planned(let planned):
        guard case .requests = planned.plan else {
          tell([await carryOut(planned.plan, planned.item, planned.resolved)])
          position += 1
          continue
        }
        let group = batchable(ready.items, from: position)
        tell(await perform(group, ready.feed, from: sent))
        sent += group.reduce(0) { $0 + ReadyItem.planned($1).requests.count }
        position += group.count
      }
    }
    return finishes
  }

  /// The planned items from here on that go to the same machine under the same identity.
  private func batchable(_ items: [ReadyItem], from start: Int) -> [PlannedItem] {
    var group: [PlannedItem] = []
    for item in items[start...] {
      guard case .planned(let planned) = item, case .requests = planned.plan else { break }
      if let first = group.first, first.resolved.connection != planned.resolved.connection { break }
      group.append(planned)
    }
    return group
  }

  private func perform(_ group: [PlannedItem], _ feed: AnswerFeed?, from offset: Int) async -> [ItemFinish] {
    guard let connection = group.first?.resolved.connection else { return [] }
    let requests = group.flatMap { ReadyItem.planned($0).requests }
    let answers: [ModuleResult]
    do {
      if let feed {
        answers = try await feed.answers(to: offset..<offset + requests.count)
      } else {
        answers = try await MachineExchange(run: run).perform(requests, on: connection)
      }
    } catch {
      return group.map { fault(error, $0.item, $0.resolved) }
    }
    var finishes: [ItemFinish] = []
    var position = 0
    for planned in group {
      guard case .requests(let own, let combine) = planned.plan else { continue }
      let part = Array(answers[position..<min(position + own.count, answers.count)])
      position += own.count
      finishes.append(judge(combine(part), planned.item, planned.resolved))
    }
    return finishes
  }
}

extension LoopItem {
  /// The same item over other variables of its host.
  mutating func renew(_ base: any VariableScope) {
    var locals: [String: JinjaValue] = [:]
    for (key, local) in variables { if let key = key.string { locals[key] = JinjaValue(local) } }
    scope = ScopeLayering.adding(locals, to: base)
  }
}
