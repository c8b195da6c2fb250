import FleetCore
import FleetInventory
import FleetPlaybook

/// `fleet check`: everything that can be known of playbooks without a connection.
enum CheckCommand {
  static let form = CommandForm(
    "check", "PLAYBOOK...", "Check playbooks, roles and the inventory without connecting to any host.",
    groups: [
      OptionGroup(
        "Form", [OptionSpec("--format", .value("FORMAT"), "how findings are written: text (default), json or sarif")]),
      CommonOptions.inventory, CommonOptions.variables, CommonOptions.vault,
    ], run: run)

  private static func run(_ options: ParsedOptions, _ session: CommandSession) async throws -> Int32 {
    guard !options.arguments.isEmpty else {
      throw UsageFault(message: "the following arguments are required: playbook")
    }
    let name = options.value("format") ?? "text"
    guard let format = FindingsText.Format(rawValue: name) else {
      throw UsageFault(message: "argument --format: invalid choice: '\(name)' (choose from 'text', 'json', 'sarif')")
    }
    var request = try RequestBuilder(options: options, session: session, asksPasswords: false).request()
    request.playbooks = options.arguments
    // Ansible only warns of a source that it cannot read; whoever checks wants to know.
    request.inventorySettings.failsOnAnyUnparsedInventory = true
    var findings: [Diagnostic] = []
    var lines = ""
    do throws(DiagnosticError) {
      let run = try RunSession(request)
      Kept.untilTheEnd(run)
      findings += run.inventory.takeWarnings()
      for path in options.arguments {
        do throws(DiagnosticError) {
          let (playbook, found) = try run.examine(path)
          Kept.untilTheEnd(playbook)
          findings += found.filter { !findings.contains($0) }
          lines += line(playbook, found)
        } catch {
          findings += error.diagnostics
        }
      }
    } catch {
      findings += error.diagnostics
    }
    if format == .text {
      session.report(findings)
      session.write(lines)
    } else {
      session.write(FindingsText(findings).text(format))
    }
    return findings.contains { $0.severity == .error } ? ExitCode.parserError : ExitCode.success
  }

  private static func line(_ playbook: Playbook, _ findings: [Diagnostic]) -> String {
    let tasks = playbook.plays.reduce(0) { $0 + $1.allTasks.count }
    let errors = findings.count { $0.severity == .error }
    let warnings = findings.count - errors
    func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
    let found =
      findings.isEmpty ? "no faults found" : "\(counted(errors, "error")), \(counted(warnings, "warning"))"
    return "\(playbook.path): \(counted(playbook.plays.count, "play")), \(counted(tasks, "task")), \(found)\n"
  }
}
