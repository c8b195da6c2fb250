import FleetCore
import FleetEngine
import FleetInventory
import FleetModuleKit
import FleetModules
import FleetPlaybook
import FleetReport
import FleetSystem
import FleetTransport
import FleetVariables
import Glibc

/// The prompt of `ansible-console`: where it stands, as whom tasks run, and what a line does.
struct Console {
  var session: CommandSession
  var run: RunSession
  /// The pattern of the hosts that tasks run on.
  var place: String
  /// Seconds; 0 is no bound.
  var timeout: Int?
  let folder: String?
  /// What the tasks so far have learned about hosts: facts, and what `set_fact` has set.
  private var known: RunVariables?

  init(session: CommandSession, run: RunSession, place: String, timeout: Int?, folder: String?) {
    self.session = session
    self.run = run
    self.place = place
    self.timeout = timeout
    self.folder = folder
  }

  var hosts: [String] { (try? run.inventory.hosts(matching: HostPattern(place)).hosts) ?? [] }

  private var prompt: String {
    let connection = run.request.options.connection
    let user = connection.remoteUser ?? Self.loginName
    let isRoot = connection.becomes && connection.becomeUser == "root"
    return "\(user)@\(place) (\(hosts.count))[f:\(run.request.options.forks)]\(isRoot ? "#" : "$") "
  }

  private static var loginName: String {
    for name in ["LOGNAME", "USER", "LNAME", "USERNAME"] {
      if let user = Environment.variable(name), !user.isEmpty { return user }
    }
    return Accounts().user(id: geteuid())?.name ?? "?"
  }

  mutating func talk() async {
    session.write("Welcome to the ansible console. Type help or ? to list commands.\n\n")
    while let line = read() {
      if await obey(line.trimmingSpace()) { break }
    }
    session.write("\nAnsible-console was exited.\n")
  }

  private func read() -> String? {
    Terminal.write(Array(prompt.utf8))
    return readLine(strippingNewline: true)
  }

  /// Carries one line out; true when it was the last.
  private mutating func obey(_ line: String) async -> Bool {
    if line.isEmpty || line.hasPrefix("#") { return false }
    if line.hasPrefix("!") {
      await task("shell", String(line.dropFirst()).trimmingSpace())
      return false
    }
    if line.hasPrefix("?") {
      ConsoleHelp(session: session).show(String(line.dropFirst()).trimmingSpace())
      return false
    }
    let word = String(line.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
    let rest = String(line.dropFirst(word.count)).trimmingSpace()
    switch word {
    case "exit", "EOF": return true
    case "help": ConsoleHelp(session: session).show(rest)
    case "shell": await task("shell", rest)
    default:
      if change(word, rest) { return false }
      // A word that is no module begins a command for the shell.
      let first = String(line.prefix { !$0.isWhitespace })
      let isModule = run.loader.settings.isModule(ModuleNames.short(first))
      await task(isModule ? first : "shell", isModule ? String(line.dropFirst(first.count)).trimmingSpace() : line)
    }
    return false
  }

  /// The commands that change where and how tasks run; false for another word.
  private mutating func change(_ word: String, _ value: String) -> Bool {
    switch word {
    case "cd": enter(value)
    case "list": list(value)
    case "forks", "serial":
      if let forks = Int(value), forks > 0 {
        run.request.options.forks = forks
        run.request.variables.forks = forks
      } else {
        session.write(
          value.isEmpty ? "Usage: forks <number>\n" : "forks must be greater than or equal to 1\n")
      }
    case "verbosity":
      if let level = Int(value) {
        session.verbosity = level
        run.request.options.verbosity = level
      } else if value.isEmpty {
        session.write("Usage: verbosity <number>\n")
      } else {
        error("The verbosity must be a valid integer: \(value)")
      }
    case "become", "check", "diff": toggle(word, value)
    case "remote_user", "become_user", "become_method": identify(word, value)
    case "timeout":
      if let seconds = Int(value), seconds >= 0 {
        timeout = seconds
      } else if value.isEmpty {
        session.write("Usage: timeout <seconds>\n")
      } else {
        error("The timeout must be a valid positive integer, or 0 to disable: \(value)")
      }
    case "collections": if value.isEmpty { session.write("Usage: collections <collection1>[, <collection2> ...]\n") }
    default: return false
    }
    return true
  }

  private mutating func enter(_ value: String) {
    if value.isEmpty {
      place = "*"
    } else if value == "/" || value == "*" || value == "/*" {
      place = "all"
    } else if (try? run.inventory.hosts(matching: HostPattern(value)).hosts)?.isEmpty == false {
      place = value
    } else {
      session.write("no host matched\n")
    }
  }

  private func list(_ value: String) {
    switch value {
    case "": session.write(hosts.map { $0 + "\n" }.joined())
    case "groups": session.write(run.inventory.groupNames.sorted().map { $0 + "\n" }.joined())
    default:
      error("Invalid option passed to \"list\"")
      ConsoleHelp(session: session).show("list")
    }
  }

  private mutating func toggle(_ word: String, _ value: String) {
    guard !value.isEmpty else {
      return session.write(
        "Please specify \(word == "diff" ? "a diff value " : word == "check" ? "check mode value" : "\(word) value"), "
          + "e.g. `\(word) yes`\n")
    }
    let flag = ["1", "on", "t", "true", "y", "yes"].contains(value.lowercased())
    let shown = flag ? "True" : "False"
    switch word {
    case "become": run.request.options.connection.becomes = flag
    case "check":
      run.request.options.isCheck = flag
      run.request.variables.isCheckMode = flag
      session.write("check mode changed to \(shown)\n")
    default:
      run.request.options.wantsDiff = flag
      run.request.variables.isDiffMode = flag
      session.write("diff mode changed to \(shown)\n")
    }
  }

  private mutating func identify(_ word: String, _ value: String) {
    guard !value.isEmpty else {
      let text =
        switch word {
        case "remote_user": "Please specify a remote user, e.g. `remote_user root`"
        case "become_user": "Please specify a user, e.g. `become_user jenkins`"
        default: "Please specify a become_method, e.g. `become_method su`"
        }
      return session.write(text + "\n")
    }
    switch word {
    case "remote_user": run.request.options.connection.remoteUser = value
    case "become_user": run.request.options.connection.becomeUser = value
    default: run.request.options.connection.becomeMethod = value
    }
  }

  private func error(_ text: String) { session.writeError("[ERROR]: \(text)\n") }

  /// Runs one module on the hosts of the place.
  private mutating func task(_ module: String, _ arguments: String) async {
    guard !hosts.isEmpty else { return error("No hosts found") }
    var task = AdHocTask(pattern: place, module: module, arguments: arguments)
    if let timeout, timeout > 0 { task.timeout = timeout }
    task.folder = folder
    do throws(DiagnosticError) {
      let playbook = try task.playbook(run)
      let findings = run.check(playbook)
      guard !findings.contains(where: { $0.severity == .error }) else { return session.report(findings) }
      let variables = run.variables(for: [playbook])
      if let known { variables.learn(from: known) }
      known = variables
      _ = await run.perform(
        [playbook], knowing: variables,
        listeners: ReportChoice(session: session, options: run.request.options)
          .forOneTask(isOneLine: false, tree: nil),
        provider: session.connections(), prompter: TerminalPrompter(redactor: session.redactor, extraNames: []),
        interrupt: InterruptSignal())
    } catch {
      session.report(error.diagnostics)
    }
  }
}
