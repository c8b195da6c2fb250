import FleetCore
import FleetProtocol
import FleetTransport

/// `reboot`: restarts the machine and waits until it is back, told by its boot id.
struct RebootAction: Action {
  static let names = ["reboot"]

  private struct Options {
    var command: String?
    var preDelay: Double
    var postDelay: Double
    var timeout: Double
    var patience: Double
    var testCommand: String
    var message: String
    var bootTimeCommand: String
  }

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    let arguments = ActionArguments(task)
    let options = Options(
      command: arguments.text("reboot_command"), preDelay: try arguments.number("pre_reboot_delay") ?? 0,
      postDelay: try arguments.number("post_reboot_delay") ?? 0,
      timeout: try arguments.number("reboot_timeout") ?? 600, patience: try arguments.number("connect_timeout") ?? 3,
      testCommand: arguments.text("test_command") ?? "whoami",
      message: arguments.text("msg") ?? "Reboot initiated by Ansible",
      bootTimeCommand: arguments.text("boot_time_command") ?? "cat /proc/sys/kernel/random/boot_id")
    guard task.connection.kind != .local else {
      throw ActionFault("Running reboot with local connection would reboot the control node.")
    }
    if task.isCheck {
      var result = ModuleResult()
      result.changed = true
      result.values["rebooted"] = true
      result.values["elapsed"] = 0
      return .done(result)
    }
    return .conversation { try await perform(options, task, context) }
  }

  @EngineActor private func perform(
    _ options: Options, _ task: ResolvedTask, _ context: ActionContext
  ) async throws -> ModuleResult {
    let clock = context.run.clock
    let start = clock.monotonic()
    let before = try await output(options.bootTimeCommand, task, context)
    do {
      _ = try await context.perform([shell(restart(options), task)], task)
    } catch is ConnectionError {
      // The machine went down before it could answer.
    }
    await clock.sleep(seconds: options.postDelay)
    var wait = MachineWait(
      context: context, task: task, timeout: options.timeout, pause: 0.5, patience: options.patience)
    wait.probe = shell(options.bootTimeCommand, task)
    wait.isReady = { answers in
      guard let text = answers.first?.values["stdout"]?.string?.trimmed else { return false }
      return !text.isEmpty && text != before
    }
    try await wait.perform()
    try await test(options, task, context)
    var result = ModuleResult()
    result.changed = true
    result.values["rebooted"] = true
    result.values["elapsed"] = .int(Int((clock.monotonic() - start) / 1_000_000_000))
    return result
  }

  /// `shutdown` with the pre-reboot delay in whole minutes, as Ansible passes it; without it, systemd or the kernel's.
  private func restart(_ options: Options) -> String {
    if let command = options.command { return command }
    let minutes = Int(options.preDelay / 60)
    let message = "'" + options.message.replacing("'", with: "'\\''") + "'"
    return "PATH=$PATH:/sbin:/usr/sbin; if command -v shutdown >/dev/null; then shutdown -r +\(minutes) \(message); "
      + "elif command -v systemctl >/dev/null; then systemctl reboot; else reboot; fi"
  }

  private func shell(_ command: String, _ task: ResolvedTask) -> TaskRequest {
    var request = task.request(module: "shell", arguments: [ModuleRequests.freeFormName: .string(command)])
    request.isCheck = false
    return request
  }

  @EngineActor private func output(
    _ command: String, _ task: ResolvedTask, _ context: ActionContext
  ) async throws -> String {
    let answer = try await context.perform([shell(command, task)], task).first
    return answer?.values["stdout"]?.string?.trimmed ?? ""
  }

  /// The test command must succeed before the timeout.
  @EngineActor private func test(_ options: Options, _ task: ResolvedTask, _ context: ActionContext) async throws {
    let clock = context.run.clock
    let end = clock.monotonic() + UInt64(options.timeout * 1e9)
    repeat {
      let answer = try? await context.perform([shell(options.testCommand, task)], task).first
      if answer?.values["rc"] == 0 { return }
      await clock.sleep(seconds: 1)
    } while clock.monotonic() < end
    throw ActionFault("the test command `\(options.testCommand)` did not succeed after the reboot")
  }
}
