import FleetCore
import FleetProtocol

/// A task with `async`: it was started on its machine; with `poll`, it is looked at until it is done (ansible-core's
/// `_poll_async_result`).
@EngineActor struct AsyncTask {
  let runner: TaskRunner
  let resolved: ResolvedTask

  private var run: RunContext { runner.run }

  /// The answer of the task itself; what the start gave when nobody waits for the end.
  func finished(_ started: ModuleResult) async throws -> ModuleResult {
    guard resolved.asyncSeconds > 0, resolved.pollSeconds > 0, !resolved.isCheck, !started.failed,
      let id = started.values["ansible_job_id"]?.string
    else { return started }
    var left = Int(resolved.asyncSeconds)
    var answer = started
    while left > 0, !run.isCancelled {
      await run.clock.sleep(seconds: Double(resolved.pollSeconds))
      left -= resolved.pollSeconds
      answer = try await ask(id, mode: "status")
      if answer.values["finished"]?.isTruthy == true {
        tell(answer.failed ? "FAILED" : "OK", id)
        _ = try? await ask(id, mode: "cleanup")
        return answer
      }
      tell("POLL", id, " started=True finished=False")
    }
    var result = ModuleResult.failure(
      "async task did not complete within the requested time - \(resolved.asyncSeconds)s")
    result.values["async_result"] = .map(ResultValue.dictionary(answer))
    return result
  }

  private func ask(_ id: String, mode: String) async throws -> ModuleResult {
    var request = TaskRequest(step: 0, module: "async_status", arguments: ["jid": .string(id), "mode": .string(mode)])
    request.isSecret = resolved.isSecret
    request.environment = resolved.environment
    let answers = try await MachineExchange(run: run).perform([request], on: resolved.connection)
    return answers.first ?? .failure("the agent gave no answer")
  }

  private func tell(_ word: String, _ id: String, _ more: String = "") {
    run.emit(.message("ASYNC \(word) on \(runner.host.name): jid=\(id)\(more)"))
  }
}
