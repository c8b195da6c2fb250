import FleetCore
import FleetJinja
import FleetPlaybook
import FleetProtocol
import FleetVariables

/// Carries out one task on one host: loop, conditions, arguments, the machine's answers, judgement. It changes
/// nothing: what it returns is recorded by the play.
@EngineActor struct TaskRunner {
  let run: RunContext
  let play: PlayRun
  let step: Step
  let heading: TaskHeading
  let host: HostRun
  /// Whether tasks behind this one may be sent together with it.
  var looksAhead = false
  /// Whether other hosts of the batch do the task too.
  var hasOthers = false
  /// Which attempt of `until` or `retries` this is.
  var attempt: Int?
  /// What the user changed at the debugger's prompt.
  var changes = TaskChanges()

  var task: PlayTask { step.task }
  var engine: TemplateEngine { run.templates }

  func perform() async -> TaskFinish {
    let started = run.clock.now()
    let scope = play.scope(for: host, step: step)
    var finish: TaskFinish
    do {
      if let ready = await aside({ readyTask() }), let done = try await self.finish(ready) {
        finish = done
      } else if let loop = task.own.loop {
        finish = try await performLoop(loop, scope)
      } else {
        let item = LoopItem(scope: scope)
        finish = summary(of: await performItem(item))
      }
    } catch {
      finish = summary(of: fault(error, LoopItem(scope: scope)))
    }
    finish.outcome.startedAt = started
    finish.outcome.finishedAt = run.clock.now()
    finish.isInclude = task.action.kind == .includeTasks || task.action.kind == .includeRole
    finish.taskName = task.name.map { (try? KeywordReader(engine: engine, scope: scope).text($0)) ?? $0.text }
    return finish
  }

  /// One item outside a loop, or one after the other in one: all of its attempts.
  func performItem(_ item: LoopItem) async -> ItemFinish {
    switch await aside({ planned(item) }) {
    case .finished(let finish): return finish
    case .planned(let planned): return await attempts(planned.item, planned.resolved, first: planned.plan)
    }
  }

  /// The item with the variables of the machine it is delegated to (`ansible_delegated_vars`), its conditions
  /// included. A name that cannot be evaluated is a fault, whatever the conditions say, as in ansible-core.
  func delegated(_ item: LoopItem) -> LoopItem {
    guard let keyword = task.keywords.delegateTo else { return item }
    var item = item
    do {
      guard let name = try KeywordReader(engine: engine, scope: item.scope).delegate(keyword) else { return item }
      item.delegate = name
      if let scope = item.scope as? TaskScope { item.scope = scope.with([:], delegate: name) }
    } catch {
      item.delegateError = error
    }
    return item
  }

  /// What could be said of an item before its action: it is skipped, or faulty, or ready to go.
  enum Preparation {
    case finished(ItemFinish)
    case resolved(ResolvedTask)
  }

  func prepare(_ item: LoopItem) -> Preparation {
    do {
      if let error = item.delegateError { throw error }
      if let condition = try firstFalseCondition(item) {
        var result: ValueMap = [
          "changed": false, "skipped": true, "skip_reason": "Conditional result was False",
          "false_condition": condition.written,
        ]
        result["failed"] = false
        return .finished(ItemFinish(item: item, status: .skipped, result: result))
      }
      if let error = item.loopError { throw error }
      if task.action.kind == .includeTasks || task.action.kind == .includeRole {
        return .finished(try IncludeResolver(runner: self).finish(item))
      }
      return .resolved(try TaskResolver(runner: self).resolve(item))
    } catch {
      return .finished(fault(error, item))
    }
  }

  private func firstFalseCondition(_ item: LoopItem) throws -> Condition? {
    for condition in task.keywords.when where !(try engine.condition(condition.expression, in: item.scope)) {
      return condition
    }
    return nil
  }

  func context(_ item: LoopItem) -> ActionContext {
    ActionContext(run: run, play: play, host: host, task: task, scope: item.scope)
  }

  // MARK: attempts

  private func attempts(_ item: LoopItem, _ resolved: ResolvedTask, first: ActionPlan) async -> ItemFinish {
    let total: Int
    let delay: Double
    do {
      total = try attemptCount(item)
      delay = try keywordNumber(task.own.delay, item, default: 5)
    } catch {
      return fault(error, item, resolved)
    }
    var plan = first
    var finish = ItemFinish(item: item, status: .failed, result: [:])
    for attempt in 1...total {
      var runner = self
      if total > 1 { runner.attempt = attempt }
      finish = await runner.carryOut(plan, item, resolved)
      if total == 1 { return finish }
      if finish.status == .unreachable { return finish }
      do {
        if try isDone(finish, item) { return finish }
      } catch {
        return fault(error, item, resolved)
      }
      guard attempt < total, !run.isCancelled else { break }
      finish.result["retries"] = .int(total)
      var outcome = self.outcome(of: finish)
      outcome.itemLabel = nil
      run.emit(.taskRetrying(outcome, attemptsLeft: total - attempt))
      await run.clock.sleep(seconds: max(0, delay))
      do {
        plan = try run.actions.plan(resolved, context(item))
      } catch {
        return fault(error, item, resolved)
      }
    }
    finish.result["attempts"] = .int(total - 1)
    finish.result["failed"] = true
    finish.status = status(of: finish.result)
    return finish
  }

  private func attemptCount(_ item: LoopItem) throws -> Int {
    if let retries = task.own.retries {
      return 1 + max(0, min(try keywordNumber(retries, item), Int.max - 1))
    }
    return task.own.until.isEmpty ? 1 : 4
  }

  private func isDone(_ finish: ItemFinish, _ item: LoopItem) throws -> Bool {
    guard !task.own.until.isEmpty else { return finish.status != .failed }
    let scope = judgedScope(finish, item)
    return try task.own.until.allSatisfy { try engine.condition($0.expression, in: scope) }
  }

  func carryOut(_ plan: ActionPlan, _ item: LoopItem, _ resolved: ResolvedTask) async -> ItemFinish {
    guard resolved.timeoutSeconds > 0, resolved.asyncSeconds == 0 else {
      return await carryOutNow(plan, item, resolved)
    }
    return await TaskTimeout(runner: self).limit(item, resolved) { await carryOutNow(plan, item, resolved) }
  }

  private func carryOutNow(_ plan: ActionPlan, _ item: LoopItem, _ resolved: ResolvedTask) async -> ItemFinish {
    switch plan {
    case .done(let result): return judge(result, item, resolved, isOwnWork: true)
    case .variables(let table, let result):
      var finish = judge(result, item, resolved, isOwnWork: true)
      finish.facts = finish.facts.map { change in
        var change = change
        change.table = table
        return change
      }
      if finish.facts.isEmpty { finish.facts = [FactChange(kind: .includedVars, values: [:], table: table)] }
      return finish
    case .conversation(let talk):
      do {
        return judge(try await talk(), item, resolved, isOwnWork: true)
      } catch {
        return fault(error, item, resolved)
      }
    case .requests(let requests, let combine):
      let exchange = MachineExchange(run: run)
      do {
        let answers = try await exchange.perform(requests, on: resolved.connection)
        let answer = try await AsyncTask(runner: self, resolved: resolved).finished(combine(answers))
        return judge(answer, item, resolved)
      } catch {
        return fault(error, item, resolved)
      }
    }
  }

  // MARK: values of keywords

  func keywordNumber(_ keyword: Keyword<Double>?, _ item: LoopItem, default fallback: Double = 0) throws -> Double {
    guard let keyword else { return fallback }
    return try KeywordReader(engine: engine, scope: item.scope).number(keyword)
  }

  func keywordNumber(_ keyword: Keyword<Int>, _ item: LoopItem) throws -> Int {
    if let literal = keyword.literal { return literal }
    return try KeywordReader(engine: engine, scope: item.scope).integer(keyword)
  }
}
