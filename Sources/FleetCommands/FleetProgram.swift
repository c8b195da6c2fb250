import FleetCore
import FleetInventory
import FleetSystem
import Glibc

/// The program: from arguments to an exit code.
package enum FleetProgram {
  static let commands = [
    RunCommand.form, CheckCommand.form, InventoryCommand.form, VaultCommand.form, DocCommand.form,
    ExplainCommand.form, TemplateCommand.form, ExecCommand.form, ConfigCommand.form, PullCommand.form,
    GalaxyCommand.form, ConsoleCommand.form,
  ]

  /// Names of Ansible's programs that stand for a command, for links of these names.
  private static let ansibleNames = [
    "ansible-playbook": "run", "ansible-inventory": "inventory", "ansible-vault": "vault", "ansible-doc": "doc",
    "ansible": "exec", "ansible-config": "config", "ansible-pull": "pull", "ansible-galaxy": "galaxy",
    "ansible-console": "console",
  ]

  /// A command and what it was called as.
  private struct Call {
    var program: String
    var form: CommandForm
    var words: [String]
  }

  /// What has to be done before the first thread begins: a check allocates much and ends soon.
  package static func prepare(_ arguments: [String]) {
    if arguments.dropFirst().first == CheckCommand.form.name { ProcessHeap.prepareForShortRun(bytes: 64 << 20) }
  }

  package static func main(_ arguments: [String]) async -> Int32 {
    signal(SIGPIPE, SIG_IGN)
    let name = FilePath.name(of: arguments.first ?? "fleet")
    let words = Array(arguments.dropFirst())
    if let command = ansibleNames[name], let form = commands.first(where: { $0.name == command }) {
      return await perform(Call(program: name, form: form, words: words))
    }
    guard let first = words.first else {
      printError(overview)
      return ExitCode.usage
    }
    switch first {
    case "-h", "--help", "help": return await help(Array(words.dropFirst()))
    case "--version", "version": return version("fleet")
    default: break
    }
    guard let form = commands.first(where: { $0.name == first }) else {
      printError("fleet: error: no command `\(first)`\n")
      for line in Suggestion.help(for: first, in: commands.map(\.name)) { printError("\(line)\n") }
      printError("\n" + overview)
      return ExitCode.usage
    }
    return await perform(Call(program: "fleet \(form.name)", form: form, words: Array(words.dropFirst())))
  }

  private static func help(_ words: [String]) async -> Int32 {
    guard let first = words.first, let form = commands.first(where: { $0.name == first }) else {
      Terminal.write(Array(overview.utf8))
      return ExitCode.success
    }
    return await perform(Call(program: "fleet \(form.name)", form: form, words: words.dropFirst() + ["--help"]))
  }

  private static func version(_ program: String) -> Int32 {
    let settings = (try? SettingsReader().read().settings) ?? Settings()
    Terminal.write(Array(VersionText.text(program, settings).utf8))
    return ExitCode.success
  }

  private static var overview: String {
    var text = "usage: fleet COMMAND [options]\n\nManage machines by playbooks, as Ansible does.\n\nCommands:\n"
    for form in commands { text += UsageText.row(form.name, form.summary) }
    text += UsageText.row("version", "Show the version.") + UsageText.row("help COMMAND", "Show what a command takes.")
    return text
  }

  private static func printError(_ text: String) { Terminal.write(Array(text.utf8), to: 2) }

  private static func perform(_ given: Call) async -> Int32 {
    var call = given
    // A command of commands takes the next word as the real one, before or behind options.
    if !call.form.parts.isEmpty {
      if let position = call.words.firstIndex(where: { !$0.hasPrefix("-") }),
        let part = call.form.parts.first(where: { $0.name == call.words[position] })
      {
        call.words.remove(at: position)
        call.program += " \(part.name)"
        call.form = part
      } else if let word = call.words.first(where: { !$0.hasPrefix("-") }) {
        let names = call.form.parts.map(\.name)
        return usage(
          call, UsageFault(message: "no command `\(word)`", help: Suggestion.help(for: word, in: names)))
      }
    }
    do throws(UsageFault) {
      return try await run(call)
    } catch {
      return usage(call, error)
    }
  }

  private static func usage(_ call: Call, _ fault: UsageFault) -> Int32 {
    let text = UsageText(program: call.program, form: call.form)
    printError(text.usage + "\(call.program): error: \(fault.message)\n")
    for line in fault.help { printError("\(line)\n") }
    printError("`\(call.program) --help` lists the options\n")
    return ExitCode.usage
  }

  private static func run(_ call: Call) async throws(UsageFault) -> Int32 {
    let options = try OptionParser.parse(call.words, call.form.options)
    if options.has("help") {
      Terminal.write(Array(UsageText(program: call.program, form: call.form).help.utf8))
      return ExitCode.success
    }
    if options.has("version") { return version(call.program) }
    let reading: SettingsReader.Reading
    do throws(DiagnosticError) {
      reading = try SettingsReader().read()
    } catch {
      printError(DiagnosticRenderer().render(error.diagnostics))
      return ExitCode.badOptions
    }
    let session = CommandSession(
      program: call.program, settings: reading.settings,
      verbosity: max(options.count("verbose"), reading.settings.verbosity))
    session.report(reading.warnings)
    do {
      return try await call.form.run(options, session)
    } catch let fault as UsageFault {
      throw fault
    } catch let error as DiagnosticError {
      session.report(error.diagnostics)
      return ExitCode.of(error.diagnostics)
    } catch {
      printError("fleet \(VersionText.version): this is a bug in fleet: \(error)\n")
      return ExitCode.unexpected
    }
  }
}
