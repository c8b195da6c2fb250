import FleetCore
import FleetProtocol
import FleetTransport

/// `raw`: a command through the login shell, without the agent: for machines that cannot run it yet.
struct RawAction: Action {
  static let names = ["raw"]

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    guard let command = task.freeForm ?? ActionArguments(task).text("_raw_params"), !command.isEmpty else {
      throw ActionFault("no command given")
    }
    if task.isCheck {
      var skipped = ModuleResult()
      skipped.skipped = true
      return .done(skipped)
    }
    let provider = context.run.provider
    var text = environment(task) + command
    if let shell = ActionArguments(task).text("executable") { text = "\(shell) -c \(Self.quoted(text))" }
    let line = text
    return .conversation {
      let output = try await provider.raw(line, input: [], settings: task.connection)
      var result = ModuleResult()
      result.changed = true
      result.values["rc"] = .int(Int(output.status))
      result.values["stdout"] = .string(String(decoding: output.output, as: UTF8.self))
      result.values["stderr"] = .string(String(decoding: output.error, as: UTF8.self))
      if output.status != 0 {
        result.failed = true
        result.message = "non-zero return code"
      }
      return result
    }
  }

  private func environment(_ task: ResolvedTask) -> String {
    task.environment.sorted { $0.key < $1.key }
      .map { "\($0.key)=\(Self.quoted($0.value)) " }.joined()
  }

  private static func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "'\\''"))'" }
}
