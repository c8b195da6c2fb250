import FleetCore
import FleetInventory
import FleetSystem
import Glibc

/// The two runs of a pull: the one that gets the repository, and the playbook's.
struct PullWork {
  let options: ParsedOptions
  let session: CommandSession
  let url: String
  let module: String

  /// The names of this computer, as the limit of both runs.
  private var limit: String {
    let node = KernelIdentity.current().node
    let short = node.split(separator: ".").first.map(String.init) ?? node
    let names = node == short ? [node] : [node, short]
    return (["localhost"] + names.filter { $0 != "localhost" && !$0.isEmpty } + ["127.0.0.1"]).joined(separator: ",")
  }

  private var folder: String {
    let given =
      options.value("directory")
      ?? FilePath.join(
        Environment.variable("ANSIBLE_HOME") ?? "~/.ansible", "pull/" + KernelIdentity.current().node)
    return FilePath.absolute(FilePath.expandingHome(given))
  }

  func perform() throws(DiagnosticError) -> Int32 {
    let folder = folder
    guard !FileSystem.exists(folder) || FileSystem.isDirectory(folder) else {
      throw DiagnosticError(.optionConflict, "\(folder) is not a valid or accessible directory.")
    }
    session.write(
      "Starting Ansible Pull\n\(session.program) \(CommandLine.arguments.dropFirst().joined(separator: " "))\n")
    if let seconds = options.number("sleep"), seconds > 0 {
      let chosen = Int.random(in: 0..<seconds)
      session.write("Sleeping for \(chosen) seconds...\n")
      SystemClock.system.sleep(Double(chosen))
    }
    let (status, isChanged) = try checkOut(into: folder)
    if status != 0 {
      guard options.has("force") else { return status }
      session.warn("Unable to update repository. Continuing with (forced) run of playbook.")
    } else if options.has("only-if-changed"), !isChanged {
      session.write("Repository has not changed, quitting\n")
      return ExitCode.success
    }
    let words = try playbookWords(folder)
    guard chdir(folder) == 0 else {
      throw DiagnosticError(.unwritableFile, "cannot enter the folder `\(folder)`")
    }
    let result = ForegroundProgram.run(words + inventoryWords) ?? ExitCode.unexpected
    if options.has("purge") { purge(folder) }
    return result
  }

  private func purge(_ folder: String) {
    _ = chdir("/")
    do throws(SystemError) {
      try FileSystem.removeTree(folder)
    } catch {
      session.warn("Failed to remove \(folder): \(error.reason)")
    }
  }

  /// This very program.
  private var program: String { (try? FileSystem.linkTarget("/proc/self/exe")) ?? CommandLine.arguments[0] }

  private var verbosity: [String] {
    options.count("verbose") > 0 ? ["-" + String(repeating: "v", count: options.count("verbose"))] : []
  }

  /// The sources of `-i` that are there by now.
  private var inventoryWords: [String] {
    options.values("inventory").filter { $0.contains(",") || FileSystem.exists($0) }.flatMap { ["-i", $0] }
  }

  private func repeated(_ key: String) -> [String] { options.values(key).flatMap { ["--\(key)", $0] } }

  // MARK: the repository

  private func checkOut(into folder: String) throws(DiagnosticError) -> (status: Int32, isChanged: Bool) {
    let sources = inventoryWords.isEmpty ? ["-i", "localhost,"] : inventoryWords
    let words =
      [program, "exec"] + sources + ["-c", "local"] + verbosity + [
        "-m", module, "-a", JSONWriter().write(.map(arguments(folder))), "all", "-l", limit,
      ] + repeated("extra-vars")
    // Whatever the settings say about the output of playbooks, this one is read by a program.
    var command = Command(words, environment: ["ANSIBLE_CALLBACK_RESULT_FORMAT": "json"])
    command.environment["ANSIBLE_LOAD_CALLBACK_PLUGINS"] = "false"
    let output: CommandOutput
    do throws(SystemError) {
      output = try command.run()
    } catch {
      throw DiagnosticError(.unwritableFile, "cannot run `\(program)`: \(error.reason)")
    }
    Terminal.write(output.stdout)
    Terminal.write(output.stderr, to: 2)
    let text = String(decoding: output.stdout, as: UTF8.self)
    return (output.signal == nil ? Int32(clamping: output.status) : ExitCode.unexpected, text.contains("| CHANGED =>"))
  }

  private func arguments(_ folder: String) -> ValueMap {
    var map: ValueMap = ["dest": .string(folder)]
    if options.has("clean") { map["force"] = true }
    guard module == "git" else {
      map[module == "bzr" ? "name" : "repo"] = .string(url)
      if let version = options.value("checkout") {
        map[module == "bzr" ? "version" : "revision"] = .string(version)
      }
      if module == "subversion", !options.has("full") { map["export"] = true }
      return map
    }
    map["name"] = .string(url)
    if let version = options.value("checkout") { map["version"] = .string(version) }
    if options.has("accept-host-key") { map["accept_hostkey"] = true }
    if let key = options.value("private-key") { map["key_file"] = .string(key) }
    if options.has("verify-commit") { map["verify_commit"] = true }
    if options.has("track-subs") { map["track_submodules"] = true }
    if !options.has("full") { map["depth"] = 1 }
    return map
  }

  // MARK: the playbook

  /// The playbooks given, else `HOSTNAME.yml`, else `local.yml`.
  private func playbooks(_ folder: String) throws(DiagnosticError) -> [String] {
    if !options.arguments.isEmpty {
      let paths = options.arguments.map { FilePath.join(folder, $0) }
      for path in paths where !FileSystem.isReadable(path) {
        throw DiagnosticError(.optionConflict, "Could not find a playbook to run: \(path): File does not exist")
      }
      return paths
    }
    let node = KernelIdentity.current().node
    let short = node.split(separator: ".").first.map(String.init) ?? node
    for name in [node, short, "local"] {
      let path = FilePath.join(folder, name + ".yml")
      if FileSystem.isReadable(path) { return [path] }
    }
    throw DiagnosticError(.optionConflict, "Could not find a playbook to run.")
  }

  private func playbookWords(_ folder: String) throws(DiagnosticError) -> [String] {
    var words = [program, "run", "-c", "local"] + verbosity + (try playbooks(folder))
    for key in ["vault-password-file", "vault-id", "extra-vars", "tags", "skip-tags"] { words += repeated(key) }
    for key in ["become-password-file", "connection-password-file", "user", "private-key", "become-user"] {
      if let value = options.value(key) { words += ["--\(key)", value] }
    }
    for key in ["become", "ask-become-pass", "check", "diff", "flush-cache"] where options.has(key) {
      words.append("--\(key)")
    }
    return words + ["-l", options.value("limit") ?? limit]
  }
}
