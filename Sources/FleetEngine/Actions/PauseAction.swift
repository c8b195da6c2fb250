import FleetCore
import FleetPlaybook
import FleetProtocol

/// `pause`: waits for a time, or for the user.
struct PauseAction: Action {
  static let names = ["pause"]
  static let isForAllHosts = true
  private static let prompt = "Press enter to continue, Ctrl+C to interrupt"

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    let arguments = ActionArguments(task)
    let minutes = try arguments.number("minutes")
    let seconds = try arguments.number("seconds") ?? minutes.map { $0 * 60 }
    let run = context.run
    if let seconds {
      // Ansible waits for at least a second, and says so.
      let shown = max(1, Int(seconds))
      run.emit(.message("Pausing for \(shown) seconds"))
    }
    return .conversation {
      let start = run.clock.monotonic()
      var result = ModuleResult()
      var input = ""
      if let seconds {
        await run.clock.sleep(seconds: max(1, seconds))
      } else {
        input = await TerminalInput.line(
          prompt:
            "[\(task.task.displayName)]\n\(arguments.text("prompt") ?? Self.prompt):",
          echoes: (try? arguments.bool("echo", default: true)) ?? true)
      }
      let spent = Double(run.clock.monotonic() - start) / 1e9
      result.values["delta"] = .int(Int(spent))
      result.values["rc"] = 0
      result.values["stdout"] = .string(
        minutes == nil ? "Paused for \(rounded(spent)) seconds" : "Paused for \(rounded(spent / 60)) minutes")
      result.values["stderr"] = ""
      result.values["user_input"] = .string(input)
      return result
    }
  }

  private func rounded(_ number: Double) -> String { JSONWriter.floatText((number * 100).rounded() / 100) }
}
