import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Manages packages of Node.js, as `community.general.npm` does.
struct NpmModule: Module {
  static let name = "npm"
  static let summary = "Install and remove packages of Node.js with npm."

  enum State: String, ParameterChoice { case present, absent, latest }

  private let package: String?
  private let version: String?
  private let folder: PathArgument?
  private let isGlobal: Bool
  private let executable: PathArgument?
  private let state: State
  private let installsFromLock: Bool
  private let isProduction: Bool
  private let registry: String?
  /// Words of npm's own for options that are on.
  private let before: [String]
  private let after: [String]

  init(_ parameters: inout Parameters) {
    func words(_ name: String, _ word: String, _ summary: String) -> [String] {
      let isOn: Bool = parameters.optional(name, default: false, summary)
      return isOn ? [word] : []
    }
    package = parameters.optional("name", "The package; all of `package.json` if not given.")
    folder = parameters.optional("path", "The folder of the project.")
    version = parameters.optional("version", "The version.")
    isProduction = parameters.optional("production", default: false, "Leave out what only development needs.")
    executable = parameters.optional("executable", "The program, with words of its own if need be.")
    registry = parameters.optional("registry", "Where packages come from.")
    state = parameters.optional("state", default: .present, "Whether it is there, or the latest of it.")
    before =
      words("ignore_scripts", "--ignore-scripts", "Do not run the scripts of packages.")
      + words("unsafe_perm", "--unsafe-perm", "Run scripts as this user.")
    installsFromLock = parameters.optional("ci", default: false, "Install exactly what the lock file says.")
    after =
      words("no_optional", "--no-optional", "Leave out optional packages.")
      + words("no_bin_links", "--no-bin-links", "Make no links to programs.")
      + words("force", "--force", "Fetch packages even if they are cached.")
    isGlobal = parameters.optional("global", default: false, "For the whole machine.")
    parameters.required("name", if: "state", is: "absent")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    guard folder != nil || isGlobal else {
      throw ModuleFailure("path must be specified when not using global", parameter: "path")
    }
    if let path = folder?.text {
      if !machine.files.exists(path), !machine.context.isCheck { try machine.files.makeDirectories(path) }
      guard machine.files.isDirectory(path) || machine.context.isCheck else {
        throw ModuleFailure("path \(path) is not a directory", parameter: "path")
      }
    }
    var result = ModuleResult()
    func act(_ verb: String) throws {
      result.changed = true
      if !machine.context.isCheck { try change(verb, machine) }
    }
    if installsFromLock {
      try act("ci")
      return result
    }
    let (installed, isMissing) = try list(machine)
    switch state {
    case .present: if isMissing { try act("install") }
    case .latest:
      let isOutdated = try isOutdated(machine)
      if isMissing { try act("install") }
      if isOutdated { try act("update") }
    case .absent: if installed.contains(package ?? "") { try act("uninstall") }
    }
    return result
  }

  private var nameAndVersion: String? {
    guard let package, let version, !version.isEmpty, state != .absent else { return package }
    return "\(package)@\(version)"
  }

  private func words(_ verb: [String], names: Bool, _ machine: Machine) throws -> [String] {
    let program: [String]
    if let executable {
      program = executable.text.split(separator: " ").map(String.init)
    } else {
      guard let found = machine.processes.locate("npm") else {
        throw ModuleFailure("`npm` is not on the machine: install the package `npm` first")
      }
      program = [found]
    }
    let changes = ["install", "update", "ci"].contains(verb.first ?? "")
    return program + verb + (isGlobal ? ["--global"] : []) + (isProduction && changes ? ["--production"] : []) + before
      + (names ? nameAndVersion.map { [$0] } ?? [] : []) + (registry.map { ["--registry", $0] } ?? []) + after
  }

  private func change(_ verb: String, _ machine: Machine) throws {
    let words = try words([verb], names: true, machine)
    let output = try machine.processes.run(Command(words, directory: folder?.text))
    guard output.isSuccess else { throw failure(output, words) }
  }

  /// Whether `npm outdated` names anything; its status says so too, but not in all versions.
  private func isOutdated(_ machine: Machine) throws -> Bool {
    if let path = folder?.text, !machine.files.isDirectory(path) { return false }
    let words = try words(["outdated"], names: true, machine)
    return try !machine.processes.query(Command(words, directory: folder?.text)).stdoutText.trimmingSpace().isEmpty
  }

  private func failure(_ output: CommandOutput, _ words: [String]) -> ModuleFailure {
    ModuleFailure(
      output.complaint,
      ["cmd": .strings(words), "rc": .int(output.status), "stderr": .string(output.stderrText)])
  }

  /// What `npm list` knows; it ends with 1 when something is missing, and that is no fault.
  private func list(_ machine: Machine) throws -> (installed: Set<String>, isMissing: Bool) {
    if let path = folder?.text, !machine.files.isDirectory(path) { return ([], true) }
    let words = try words(["list", "--json", "--long"], names: false, machine)
    let bytes = try machine.processes.query(Command(words, directory: folder?.text)).stdout
    let tree: Value
    do {
      tree = bytes.isEmpty ? [:] : try JSONReader.read(bytes)
    } catch {
      throw ModuleFailure("Failed to parse NPM output with error \(error)")
    }
    guard let packages = tree["dependencies"]?.map else { return ([], true) }
    var installed: Set<String> = []
    var isMissing = false
    for entry in packages {
      let name = entry.key.string ?? ""
      if entry.value["missing"]?.isTruthy == true || entry.value["invalid"]?.isTruthy == true {
        isMissing = true
        continue
      }
      installed.insert(name)
      if let version = entry.value["version"]?.string { installed.insert("\(name)@\(version)") }
    }
    if let wanted = nameAndVersion, !installed.contains(wanted) { isMissing = true }
    return (installed, isMissing)
  }
}
