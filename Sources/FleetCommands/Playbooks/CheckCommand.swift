import FleetCore
import FleetInventory
import FleetPlaybook

/// `fleet check`: everything that can be known of playbooks without a connection.
enum CheckCommand {
  static let form = CommandForm(
    "check", "PLAYBOOK...", "Check playbooks, roles and the inventory without connecting to any host.",
    groups: [CommonOptions.inventory, CommonOptions.variables, CommonOptions.vault], run: run)

  private static func run(_ options: ParsedOptions, _ session: CommandSession) async throws -> Int32 {
    guard !options.arguments.isEmpty else {
      throw UsageFault(message: "the following arguments are required: playbook")
    }
    var request = try RequestBuilder(options: options, session: session, asksPasswords: false).request()
    request.playbooks = options.arguments
    let run = try RunSession(request)
    session.report(run.inventory.takeWarnings())
    var faults: [Diagnostic] = []
    for path in options.arguments {
      do throws(DiagnosticError) {
        let playbook = try run.load(path)
        session.report(playbook.warnings)
        let tasks = playbook.plays.reduce(0) { $0 + $1.allTasks.count }
        session.write("\(playbook.path): \(playbook.plays.count) plays, \(tasks) tasks, no faults found\n")
      } catch {
        faults += error.diagnostics
      }
    }
    guard faults.isEmpty else { throw DiagnosticError(faults) }
    return ExitCode.success
  }
}
