import FleetCore
import FleetProtocol
import FleetTransport

/// `wait_for_connection`: tries until the machine's agent answers.
struct WaitForConnectionAction: Action {
  static let names = ["wait_for_connection"]

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    let arguments = ActionArguments(task)
    let timeout = try arguments.number("timeout") ?? 600
    let delay = try arguments.number("delay") ?? 0
    let pause = try arguments.number("sleep") ?? 1
    let patience = try arguments.number("connect_timeout") ?? 5
    if task.isCheck { return .done(ModuleResult()) }
    let clock = context.run.clock
    return .conversation {
      let start = clock.monotonic()
      await clock.sleep(seconds: delay)
      try await MachineWait(context: context, task: task, timeout: timeout, pause: pause, patience: patience).perform()
      var result = ModuleResult()
      result.values["elapsed"] = .int(Int((clock.monotonic() - start) / 1_000_000_000))
      return result
    }
  }
}

/// Waits until a machine answers, each attempt on a new connection with little patience. Where nothing else has to
/// hold, the run's own connection is asked first: a machine that answers on it needs no second login.
@EngineActor struct MachineWait {
  let context: ActionContext
  let task: ResolvedTask
  let timeout: Double
  let pause: Double
  /// Seconds for one attempt to connect.
  let patience: Double
  /// What must hold of the machine beside answering; false tries again.
  var isReady: (@EngineActor ([ModuleResult]) -> Bool)?
  var probe = TaskRequest(step: 0, module: "ping")

  func perform() async throws {
    let clock = context.run.clock
    let end = clock.monotonic() + UInt64(timeout * 1e9)
    var last = "no answer"
    var settings = task.connection
    settings.connectTimeoutSeconds = min(patience, timeout)
    settings.retries = 0
    if isReady == nil, (try? await MachineExchange(run: context.run).perform([probe], on: task.connection)) != nil {
      return
    }
    repeat {
      do {
        let connection = try await context.run.provider.connection(for: settings)
        await connection.reset()
        let answers = try await MachineExchange(run: context.run).perform([probe], on: settings)
        if isReady?(answers) ?? true {
          // The task's own connection must not keep a session from before.
          await (try context.run.provider.connection(for: task.connection)).reset()
          return
        }
        last = "the machine has not restarted yet"
      } catch let error as ConnectionError {
        // A login that is refused may be let in later, as in Ansible: an sshd that is going down closes connections in
        // the middle of it, and a machine that was just made does not know its users yet.
        if [.hostKeyChanged, .hostKeyUnknown, .configuration].contains(error.kind) { throw error }
        last = error.message
      }
      await clock.sleep(seconds: pause)
    } while clock.monotonic() < end && !context.run.isCancelled
    throw ActionFault("timed out waiting for the machine: \(last)", ["elapsed": .int(Int(timeout))])
  }
}
