import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Manages Python packages with pip.
struct PipModule: Module {
  static let name = "pip"
  static let summary = "Install and remove Python packages with pip."

  enum State: String, ParameterChoice { case absent, forcereinstall, latest, present }

  private let state: State
  private let names: [String]?
  private let version: String?
  private let requirements: String?
  private let environment: PathArgument?
  private let usesSitePackages: Bool
  private let environmentCommand: PathArgument
  private let environmentPython: String?
  private let extraArguments: String?
  private let isEditable: Bool
  private let folder: PathArgument?
  private let executable: PathArgument?
  private let umask: String?
  private let breaksSystemPackages: Bool

  init(_ parameters: inout Parameters) {
    state = parameters.optional("state", default: .present, "Whether the packages are there.")
    names = parameters.optional("name", "Packages, with versions as pip takes them, or addresses.")
    version = parameters.optional("version", "The version of the one package.")
    requirements = parameters.optional("requirements", "A requirements file on the machine.")
    environment = parameters.optional("virtualenv", "Install into this environment; it is made when missing.")
    usesSitePackages = parameters.optional(
      "virtualenv_site_packages", default: false, "Let a new environment see the system's packages.")
    environmentCommand = parameters.optional(
      "virtualenv_command", default: "virtualenv", "What makes environments, such as `python3 -m venv`.")
    environmentPython = parameters.optional("virtualenv_python", "The Python of a new environment.")
    extraArguments = parameters.optional("extra_args", "More arguments for pip.")
    isEditable = parameters.optional("editable", default: false, "Install in editable form.")
    folder = parameters.optional("chdir", "Where to run pip.")
    executable = parameters.optional("executable", "The pip to use, such as `pip3`.")
    umask = parameters.optional("umask", "The umask for what is installed, as octal text.")
    breaksSystemPackages = parameters.optional(
      "break_system_packages", default: false, "Install even where the system's packages manage Python.")
    parameters.ignored("use_mirrors", "pip no longer knows it.")
    parameters.requiredOneOf("name", "requirements")
    parameters.mutuallyExclusive("name", "requirements")
    parameters.mutuallyExclusive("executable", "virtualenv")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    if state == .latest, version != nil {
      throw ModuleFailure("version is incompatible with state=latest", parameter: "version")
    }
    var result = ModuleResult()
    var said = ""
    if let path = environment?.text, !machine.files.exists(FilePath.join(path, "bin/activate")) {
      result.changed = true
      if machine.context.isCheck { return result }
      said = try makeEnvironment(path, machine)
    }
    let program = try program(machine)
    let packages = try packageNames()
    var words = program
    switch state {
    case .absent: words += ["uninstall", "-y"]
    case .present: words.append("install")
    case .latest: words += ["install", "-U"]
    case .forcereinstall: words += ["install", "-U", "--force-reinstall"]
    }
    var extra = try extraArguments.map(ShellWords.split) ?? []
    if isEditable, !extra.contains("-e") { extra.append("-e") }
    words += extra
    words += requirements.map { ["-r", $0] } ?? packages
    let comparesLists = requirements != nil || packages.contains(where: PipModule.isAddress)
    if machine.context.isCheck {
      if !extra.isEmpty || requirements != nil || state == .latest || state == .forcereinstall {
        result.changed = true
      } else {
        let list = try freeze(program, machine)
        result.changed = packages.contains { PipRequirement($0).isSatisfied(by: list) == (state == .absent) }
      }
      return result
    }
    if state == .present, !comparesLists, !packages.isEmpty, !extra.contains(where: PipModule.isForcing),
      case let list = try freeze(program, machine), packages.allSatisfy({ PipRequirement($0).isSatisfied(by: list) })
    {
      // pip itself would say so, unless the system forbids it to look ("externally managed").
      result.values = [
        "cmd": .strings(words), "name": names.map { .strings($0) } ?? .null, "version": Value(text: version),
        "state": .string(state.rawValue), "requirements": .null, "virtualenv": Value(text: environment?.text),
        "stdout": .string(said + packages.map { "Requirement already satisfied: \($0)\n" }.joined()), "stderr": "",
      ]
      return result
    }
    let before = comparesLists ? try freeze(program, machine) : nil
    let output = try machine.processes.run(command(words))
    let text = output.stdoutText
    let isMissing =
      state == .absent && output.status == 1
      && (text.hasSubstring("not installed") || output.stderrText.hasSubstring("not installed"))
    guard output.isSuccess || isMissing else {
      throw ModuleFailure(
        "stdout: \(text)\n:stderr: \(output.stderrText)",
        ["cmd": .strings(words), "rc": .int(output.status)])
    }
    let isChanged =
      state == .absent
      ? text.hasSubstring("Successfully uninstalled")
      : try before.map { try $0 != freeze(program, machine) } ?? text.hasSubstring("Successfully installed")
    result.changed = result.changed || isChanged
    result.values = [
      "cmd": .strings(words), "name": names.map { .strings($0) } ?? .null, "version": Value(text: version),
      "state": .string(state.rawValue), "requirements": Value(text: requirements),
      "virtualenv": Value(text: environment?.text), "stdout": .string(said + text),
      "stderr": .string(output.stderrText),
    ]
    return result
  }

  private func command(_ words: [String]) throws -> Command {
    var variables = ["LC_ALL": "C.UTF-8", "PIP_DISABLE_PIP_VERSION_CHECK": "1"]
    if breaksSystemPackages { variables["PIP_BREAK_SYSTEM_PACKAGES"] = "1" }
    if let path = environment?.text {
      variables["PATH"] = FilePath.join(path, "bin") + ":" + (Environment.variable("PATH") ?? "/usr/bin:/bin")
    }
    var mask: UInt32?
    if let umask {
      guard let bits = UInt32(umask, radix: 8) else {
        throw ModuleFailure("umask must be an octal integer", parameter: "umask")
      }
      mask = bits
    }
    return Command(words, directory: folder?.text ?? "/tmp", environment: variables, umask: mask)
  }

  private func makeEnvironment(_ path: String, _ machine: Machine) throws -> String {
    var words = try ShellWords.split(environmentCommand.text)
    if words == ["virtualenv"], machine.processes.locate("virtualenv") == nil {
      guard machine.processes.locate("python3") != nil else {
        throw ModuleFailure("neither `virtualenv` nor `python3` is on the machine: install the package `python3-venv`")
      }
      words = ["python3", "-m", "venv"]
    }
    let isVenv = words.contains("venv") || words.first?.hasSuffix("pyvenv") == true
    if usesSitePackages { words.append("--system-site-packages") }
    if let python = environmentPython {
      guard !isVenv else {
        throw ModuleFailure(
          "virtualenv_python should not be used when using the venv module or pyvenv as virtualenv_command",
          parameter: "virtualenv_python")
      }
      words.append("-p\(python)")
    }
    var making = try command(words + [path])
    making.environment["PATH"] = nil
    let output = try machine.processes.run(making)
    guard output.isSuccess else {
      throw ModuleFailure(
        "stdout: \(output.stdoutText)\n:stderr: \(output.stderrText)",
        ["cmd": .strings(words + [path]), "rc": .int(output.status)], parameter: "virtualenv")
    }
    return output.stdoutText
  }

  private func program(_ machine: Machine) throws -> [String] {
    if let path = environment?.text {
      for name in ["pip3", "pip"] where machine.files.isExecutable(FilePath.join(path, "bin/\(name)")) {
        return [FilePath.join(path, "bin/\(name)")]
      }
      return [FilePath.join(path, "bin/python"), "-m", "pip"]
    }
    if let given = executable?.text {
      if FilePath.isAbsolute(given) { return [given] }
      guard let found = machine.processes.locate(given) else {
        throw ModuleFailure("`\(given)` is not on the machine", parameter: "executable")
      }
      return [found]
    }
    if let found = ["pip3", "pip"].lazy.compactMap(machine.processes.locate).first { return [found] }
    throw ModuleFailure("`pip3` is not on the machine: install the package `python3-pip` first")
  }

  /// Names that were split at the commas of their versions are put together again.
  private func packageNames() throws -> [String] {
    var packages: [String] = []
    for part in names ?? [] {
      let text = part.trimmingSpace()
      if let first = text.first, "<>=!~".contains(first), let last = packages.popLast() {
        packages.append("\(last),\(text)")
      } else if !text.isEmpty {
        packages.append(text)
      }
    }
    guard let version else { return packages }
    guard packages.count == 1 else {
      throw ModuleFailure(
        "'version' argument is ambiguous when installing multiple package distributions. Please specify version "
          + "restrictions next to each package in 'name' argument.", parameter: "version")
    }
    guard !packages[0].contains(where: { "<>=!~".contains($0) }) else {
      throw ModuleFailure(
        "The 'version' argument conflicts with any version specifier provided along with a package name. Please keep "
          + "the version specifier, but remove the 'version' argument.", parameter: "version")
    }
    let isPlain = version.first?.isNumber ?? false
    return ["\(packages[0])\(isPlain ? "==" : "")\(version)"]
  }

  /// Options that install what is there already.
  private static func isForcing(_ option: String) -> Bool {
    [
      "-U", "--upgrade", "--force-reinstall", "-I", "--ignore-installed", "-t", "--target", "--prefix", "--root", "-e",
    ].contains(option)
  }

  private static func isAddress(_ name: String) -> Bool {
    ["svn+", "git+", "hg+", "bzr+"].contains { name.lowercased().hasSubstring($0) }
  }

  private func freeze(_ program: [String], _ machine: Machine) throws -> [String] {
    try machine.processes.query(command(program + ["list", "--format=freeze"])).stdoutText.lines()
  }
}
