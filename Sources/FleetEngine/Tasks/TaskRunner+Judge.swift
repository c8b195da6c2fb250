import FleetCore
import FleetJinja
import FleetPlaybook
import FleetProtocol
import FleetTransport

/// From a module's answer to the verdict: `changed_when`, `failed_when`, ignored errors, facts, notifications.
extension TaskRunner {
  func judge(
    _ answer: ModuleResult, _ item: LoopItem, _ resolved: ResolvedTask, isOwnWork: Bool = false
  ) -> ItemFinish {
    var result = ResultValue.dictionary(answer, module: resolved.module)
    if answer.notRun { result["skipped"] = true }
    if let attempt { result["attempts"] = .int(attempt) }
    var finish = ItemFinish(item: item, status: .ok, result: result)
    finish.warnings = answer.warnings
    if run.options.verbosity >= 3, resolved.task.action.kind == .module, !ActionRegistry.names.contains(resolved.module)
    {
      finish.invocation = ModuleRequests.arguments(resolved)
    }
    finish.diffs = answer.diffs
    finish.isSecret = resolved.isSecret || finish.result.removeValue(forKey: "_ansible_no_log")?.isTruthy == true
    finish.delegate = resolved.delegate
    if let period = resolved.timeout(of: answer) {
      finish.result["msg"] = .string("Task failed: Timed out after \(period) second(s).")
      finish.result["timedout"] = [
        "frame": "Configure `DISPLAY_TRACEBACK` to see a traceback on timeout errors.", "period": .int(period),
      ]
    }
    if !answer.faults.isEmpty { finish.diagnostics = answer.faults.map { diagnostic($0, resolved) } }
    let isFailed = result["failed"]?.isTruthy == true
    if result["skipped"] != true { judgeConditions(&finish) }
    markFailure(&finish)
    finish.facts = factChanges(answer, resolved, item)
    finish.isAlwaysVerbose = isAlwaysVerbose(resolved)
    finish.status = status(of: finish.result)
    complete(&finish)
    if finish.status == .failed { finish.fault = plainFault(finish.result, isModule: !isOwnWork && isFailed) }
    return finish
  }

  /// What 2.19 registers beside a failure, and in the place of one that `failed_when` forgave.
  private func markFailure(_ finish: inout ItemFinish) {
    let isFailed = finish.result["failed"]?.isTruthy == true
    if isFailed {
      if finish.result["exception"] == nil { finish.result["exception"] = "(traceback unavailable)" }
    } else if finish.result["failed_when_result"] != nil, finish.wasFailed {
      finish.result["failed_when_suppressed_exception"] = "(traceback unavailable)"
    }
  }

  /// `debug` and `assert` show their results at any verbosity, the latter unless it is to be quiet.
  private func isAlwaysVerbose(_ resolved: ResolvedTask) -> Bool {
    switch resolved.module {
    case "debug": true
    case "assert": !(resolved.arguments["quiet"].flatMap(KeywordReader.truth) ?? false)
    default: false
    }
  }

  /// What every failed result has in ansible-core 2.19, where tracebacks are off.
  private static let noTraceback: Value = "(traceback unavailable)"

  /// What `failed_when` said goes before everything else (ansible-core's `is_failed`).
  func status(of result: ValueMap) -> TaskStatus {
    if (result["failed_when_result"] ?? result["failed"])?.isTruthy == true { return .failed }
    if result["skipped"]?.isTruthy == true { return .skipped }
    return result["changed"]?.isTruthy == true ? .changed : .ok
  }

  private func judgeConditions(_ finish: inout ItemFinish) {
    var name = "changed"
    do {
      if let conditions = task.own.changedWhen, !conditions.isEmpty {
        finish.result["changed"] = .bool(try holds(conditions, finish))
      }
      name = "failed"
      finish.wasFailed = finish.result["failed"]?.isTruthy == true
      if let conditions = task.own.failedWhen, !conditions.isEmpty {
        let isFailed = try holds(conditions, finish)
        finish.result["failed"] = .bool(isFailed)
        finish.result["failed_when_result"] = .bool(isFailed)
      }
    } catch {
      finish.result["failed"] = true
      let located = error as? DiagnosticError
      finish.result["\(name)_when_result"] = .string(located?.description ?? "\(error)")
      finish.diagnostics += located?.diagnostics ?? []
    }
  }

  private func holds(_ conditions: [Condition], _ finish: ItemFinish) throws -> Bool {
    let scope = judgedScope(finish, finish.item)
    return try conditions.allSatisfy { try engine.condition($0.expression, in: scope) }
  }

  /// The item's scope with its own result under the name it will be registered by.
  func judgedScope(_ finish: ItemFinish, _ item: LoopItem) -> any VariableScope {
    var locals: [String: JinjaValue] = [:]
    if let name = task.own.register { locals[name] = JinjaValue(.map(finish.result)) }
    if case .map(let facts)? = finish.result["ansible_facts"] {
      for (key, value) in facts { if let name = key.string { locals[name] = JinjaValue(value) } }
    }
    return ScopeLayering.adding(locals, to: item.scope)
  }

  private func factChanges(_ answer: ModuleResult, _ resolved: ResolvedTask, _ item: LoopItem) -> [FactChange] {
    guard !answer.facts.isEmpty, resolved.module != "debug" else { return [] }
    let target = resolved.delegate != nil && delegatesFacts(item) ? resolved.delegate?.name : nil
    switch resolved.module {
    case "set_fact":
      let isCacheable = resolved.arguments["cacheable"].flatMap(KeywordReader.truth) ?? false
      return [FactChange(kind: .setFact(isCacheable: isCacheable), values: answer.facts, host: target)]
    case "include_vars": return [FactChange(kind: .includedVars, values: answer.facts, host: target)]
    default: return [FactChange(kind: .facts, values: answer.facts, host: target)]
    }
  }

  private func delegatesFacts(_ item: LoopItem) -> Bool {
    (try? KeywordReader(engine: engine, scope: item.scope).bool(task.keywords.delegateFacts)) ?? false
  }

  /// What every finish needs, whatever became of it: ignored errors and notifications.
  func complete(_ finish: inout ItemFinish) {
    let reader = KeywordReader(engine: engine, scope: finish.item.scope)
    finish.ignoresErrors = (try? reader.bool(task.keywords.ignoreErrors)) ?? false
    finish.ignoresUnreachable = (try? reader.bool(task.keywords.ignoreUnreachable)) ?? false
    if !finish.isSecret { finish.isSecret = (try? reader.bool(task.keywords.noLog)) ?? true }
    guard let notify = task.keywords.notify, finish.status != .skipped else { return }
    for entry in notify {
      switch try? engine.value(of: entry, in: finish.item.scope) {
      case .string(let name): finish.notifications.append(name)
      case .list(let names): finish.notifications += names.compactMap(\.string)
      default: break
      }
    }
  }

  // MARK: faults

  /// The finish of an item that went wrong before or beside its module.
  func fault(_ error: any Error, _ item: LoopItem, _ resolved: ResolvedTask? = nil) -> ItemFinish {
    var result: ValueMap = ["changed": false]
    var status = TaskStatus.failed
    var diagnostics: [Diagnostic] = []
    switch error {
    case let error as ConnectionError where !error.isMachineFault:
      status = .unreachable
      result["unreachable"] = true
      result["msg"] = .string(error.text)
      if !error.unknownSteps.isEmpty { result["unknown"] = true }
    case let error as ConnectionError: result["msg"] = .string(error.text)
    case let error as DiagnosticError:
      diagnostics = error.diagnostics.map(located)
      result["msg"] = .string("Task failed: \(error.description)")
    case let error as ArgumentError:
      diagnostics = error.cause.diagnostics.map(located)
      result["msg"] = .string(error.message)
      result.removeValue(forKey: "changed")
    case let error as ActionFault:
      result.merge(error.values)
      result["msg"] = .string(error.message)
    case let error as TemplateFault: result["msg"] = .string("Task failed: \(error.message)")
    default: result["msg"] = .string("\(error)")
    }
    result["failed"] = .bool(status == .failed)
    if status == .failed { result["exception"] = Self.noTraceback }
    var finish = ItemFinish(item: item, status: status, result: result)
    finish.diagnostics = diagnostics
    finish.delegate = resolved?.delegate ?? intendedDelegate(item)
    finish.isSecret = resolved?.isSecret ?? false
    finish.fault = story(of: error, result)
    complete(&finish)
    return finish
  }

  /// Whom a task was to be delegated to that failed before it went anywhere: as evaluated, or else as written.
  private func intendedDelegate(_ item: LoopItem) -> (name: String, address: String)? {
    let name = item.delegateError == nil ? item.delegate : task.keywords.delegateTo?.text
    return name.map { ($0, $0) }
  }

  /// A run-time fault says which host and which task it met.
  private func located(_ diagnostic: Diagnostic) -> Diagnostic {
    var diagnostic = diagnostic
    diagnostic.notes.append("host \(host.name), task \"\(heading.name)\" at \(task.span.description)")
    return diagnostic
  }

  /// The agent reports a parameter; the control side knows where the user wrote it.
  private func diagnostic(_ fault: ModuleFault, _ resolved: ResolvedTask) -> Diagnostic {
    let name = fault.parameter.split(separator: ".").first.map(String.init) ?? ""
    let argument = task.action.argument(name)
    return located(
      Diagnostic(
        .moduleFault, fault.message, at: argument?.keySpan ?? task.action.span,
        help: fault.help.map { [$0] } ?? []))
  }
}

extension ConnectionError {
  /// The message with what helps.
  var text: String { help.map { "\(message) (\($0))" } ?? message }

  /// The machine was reached and refused: the task failed. Everything else leaves the host unreachable.
  var isMachineFault: Bool { kind == .become || kind == .configuration || kind == .unknownType }
}
