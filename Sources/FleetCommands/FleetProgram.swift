import FleetCore
import FleetEngine
import FleetPlaybook
import FleetReport
import FleetTransport
import Glibc

/// The program: from arguments to an exit code.
package enum FleetProgram {
  package static func main(_ arguments: [String]) async -> Int32 {
    var request = RunRequest()
    var words = arguments.dropFirst(2)[...]
    var options = ConsoleReport.Options()
    while let word = words.popFirst() {
      switch word {
      case "-i": request.inventorySources.append(words.popFirst() ?? "")
      case "-e": request.extraVars.append(words.popFirst() ?? "")
      case "-l": request.limit = words.popFirst()
      case "-t": request.options.tags.append(words.popFirst() ?? "")
      case "-C": request.options.isCheck = true
      case "-D":
        request.options.wantsDiff = true
        options.showsDiff = true
      case "-v": options.verbosity += 1
      case "-c": request.options.connection.connection = words.popFirst() ?? "ssh"
      default: request.playbooks.append(word)
      }
    }
    request.options.verbosity = options.verbosity
    do {
      let session = try RunSession(request)
      let playbooks = try session.load()
      let output = TextOutput(usesColor: isatty(1) == 1)
      let report = await session.perform(
        playbooks, listeners: [ConsoleReport(options: options, output: output)], provider: SSHConnectionProvider(),
        prompter: NoPrompter(), interrupt: InterruptSignal())
      return ExitCode.of(report, isDetailed: false)
    } catch {
      print(DiagnosticRenderer().render(error.diagnostics))
      return ExitCode.parserError
    }
  }
}

struct NoPrompter: VariablePrompter {
  func answers(for play: Play) async throws(DiagnosticError) -> ValueMap { [:] }
}
