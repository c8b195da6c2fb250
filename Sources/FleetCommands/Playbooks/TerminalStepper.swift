import FleetCore
import FleetEngine
import FleetReport

/// `--step`: asks on the terminal before each task, in Ansible's words.
struct TerminalStepper: TaskStepper {
  let output: TextOutput

  func isWanted(_ name: String) async -> StepAnswer {
    let question = "Perform task: \(name) (N)o/(y)es/(c)ontinue: "
    let answer = ((try? PasswordPrompt.plainLine(question)) ?? "").lowercased()
    output.banner(question)
    switch answer {
    case "y", "yes": return .run
    case "c", "continue": return .runAll
    default: return .skip
    }
  }
}
