import FleetCore
import FleetJinja
import FleetPlaybook

/// From items to the task's own result, as Ansible sums them up.
extension TaskRunner {
  func emitItem(_ finish: ItemFinish) {
    guard task.action.kind != .includeTasks, task.action.kind != .includeRole || finish.status == .skipped else {
      return
    }
    run.emit(.itemFinished(outcome(of: finish)))
  }

  /// One item as an event shows it.
  func outcome(of finish: ItemFinish) -> TaskOutcome {
    var result = finish.result
    finish.item.annotate(&result)
    if let arguments = finish.invocation { result["invocation"] = ["module_args": .map(arguments)] }
    let shown = finish.isSecret ? ResultValue.censored(result) : ResultValue.shown(result)
    var outcome = TaskOutcome(task: heading, host: host.name, status: finish.status, result: shown)
    outcome.delegate = finish.delegate
    outcome.warnings = finish.warnings
    outcome.diagnostics = finish.isSecret ? [] : finish.diagnostics
    if finish.status == .failed || finish.status == .unreachable, !finish.isSecret { outcome.fault = finish.fault }
    outcome.ignoresErrors = finish.ignoresErrors
    outcome.ignoresUnreachable = finish.ignoresUnreachable
    outcome.isAlwaysVerbose = finish.isAlwaysVerbose && !finish.isSecret
    if finish.status == .changed, !finish.isSecret { outcome.diffs = finish.diffs }
    if finish.item.isInLoop { outcome.itemLabel = label(finish) }
    return outcome
  }

  /// An item whose label cannot be evaluated has failed, whatever it came to (ansible-core 2.19).
  func labelled(_ finish: ItemFinish) -> ItemFinish {
    guard let label = task.own.loopControl.label, !finish.isSecret else { return finish }
    do {
      _ = try engine.value(of: label, in: judgedScope(finish, finish.item))
      return finish
    } catch {
      var failed = fault(error, finish.item)
      for (key, value) in finish.result where failed.result[key] == nil {
        if let name = key.string { failed.result[name] = value }
      }
      return failed
    }
  }

  private func label(_ finish: ItemFinish) -> String {
    if finish.isSecret { return "(censored due to no_log)" }
    let value: JinjaValue
    if let label = task.own.loopControl.label {
      let scope = judgedScope(finish, finish.item)
      guard let text = try? engine.value(of: label, in: scope) else { return "" }
      value = JinjaValue(text)
    } else {
      value = JinjaValue(finish.item.value ?? .null)
    }
    return (try? value.text()) ?? ""
  }

  func summary(of finish: ItemFinish) -> TaskFinish {
    var task = TaskFinish(outcome: outcome(of: finish), registered: finish.result)
    task.notifications = finish.notifications
    task.facts = finish.facts
    if let include = finish.include { task.includes = [include] }
    return task
  }

  func emptyLoop() -> TaskFinish {
    let result: ValueMap = [
      "changed": false, "skipped": true, "skipped_reason": "No items in the list", "results": [], "failed": false,
    ]
    var outcome = TaskOutcome(
      task: heading, host: host.name, status: .skipped, result: ResultValue.shown(result))
    outcome.isLoop = true
    return TaskFinish(outcome: outcome, registered: result)
  }

  func summary(of finishes: [ItemFinish]) -> TaskFinish {
    let isFailed = finishes.contains { $0.status == .failed }
    let isUnreachable = finishes.contains { $0.status == .unreachable }
    let isSkipped = finishes.allSatisfy { $0.status == .skipped }
    let isChanged = finishes.contains { $0.result["changed"]?.isTruthy == true }
    var result: ValueMap = [:]
    result["results"] = .list(
      finishes.map { finish in
        var entry = finish.result
        finish.item.annotate(&entry)
        return .map(entry)
      })
    result["skipped"] = .bool(isSkipped)
    result["changed"] = .bool(isChanged)
    result["failed"] = .bool(isFailed)
    if isUnreachable { result["unreachable"] = true }
    result["msg"] =
      isSkipped ? "All items skipped" : isFailed ? "One or more items failed" : "All items completed"
    if !isSkipped { result.removeValue(forKey: "skipped") }
    let status: TaskStatus =
      isUnreachable ? .unreachable : isFailed ? .failed : isSkipped ? .skipped : isChanged ? .changed : .ok
    let isSecret = finishes.contains(where: \.isSecret)
    let shown = isSecret ? ResultValue.censored(result) : ResultValue.shown(result)
    var outcome = TaskOutcome(task: heading, host: host.name, status: status, result: shown)
    outcome.isLoop = true
    outcome.delegate = finishes.first?.delegate
    let bad = finishes.filter { $0.status == .failed }
    outcome.ignoresErrors = !bad.isEmpty && bad.allSatisfy(\.ignoresErrors)
    outcome.ignoresUnreachable = finishes.filter { $0.status == .unreachable }.allSatisfy(\.ignoresUnreachable)
    outcome.diffs = isSecret ? [] : finishes.filter { $0.status == .changed }.flatMap(\.diffs)
    var task = TaskFinish(outcome: outcome, registered: result)
    task.notifications = finishes.flatMap(\.notifications)
    task.facts = finishes.flatMap(\.facts)
    task.includes = finishes.compactMap(\.include)
    return task
  }
}
