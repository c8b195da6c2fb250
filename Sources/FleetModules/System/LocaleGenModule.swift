import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Makes and removes locales.
struct LocaleGenModule: Module {
  static let name = "locale_gen"
  static let summary = "Generate and remove locales."

  enum State: String, ParameterChoice { case absent, present }

  private static let configuration = "/etc/locale.gen"
  private static let ubuntuFolder = "/var/lib/locales/supported.d"

  private let names: [String]
  private let state: State

  init(_ parameters: inout Parameters) {
    names = parameters.required("name", "Locales, such as `de_DE.UTF-8`.")
    state = parameters.optional("state", default: .present, "Whether they exist.")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    let usesConfiguration = machine.files.exists(LocaleGenModule.configuration)
    guard usesConfiguration || machine.files.isDirectory(LocaleGenModule.ubuntuFolder) else {
      throw ModuleFailure(
        "/etc/locale.gen is missing on the machine: is the package `locales` installed?", parameter: "name")
    }
    let available = try available(machine)
    let unknown = names.filter { name in !available.contains { $0.words().first == name } }
    guard unknown.isEmpty else {
      throw ModuleFailure(
        "The following locales you have entered are not available on your system: \(unknown.joined(separator: ", "))",
        parameter: "name")
    }
    let installed = Set(try machine.processes.query("locale", "-a").stdoutText.lines().map(LocaleGenModule.normalized))
    let isPresent = names.allSatisfy { installed.contains(LocaleGenModule.normalized($0)) }
    let isAbsent = !names.contains { installed.contains(LocaleGenModule.normalized($0)) }
    var result = ModuleResult()
    result.values["name"] = .strings(names)
    result.changed = state == .present ? !isPresent : !isAbsent
    guard result.changed, !machine.context.isCheck else { return result }
    if usesConfiguration { try configure(machine, available) }
    let words =
      usesConfiguration ? ["locale-gen"] : state == .present ? ["locale-gen"] + names : ["locale-gen", "--purge"]
    let output = try machine.processes.run(Command(words))
    guard output.isSuccess else {
      throw ModuleFailure(output.complaint, ["rc": .int(output.status), "stdout": .string(output.stdoutText)])
    }
    return result
  }

  /// `en_US.UTF-8` and `en_US.utf8` are the same.
  private static func normalized(_ name: String) -> String {
    let parts = name.split(separator: ".", maxSplits: 1)
    guard parts.count == 2 else { return name }
    let tail = parts[1].split(separator: "@", maxSplits: 1)
    let charset = tail[0].lowercased().filter { $0 != "-" }
    return "\(parts[0]).\(charset)" + (tail.count > 1 ? "@\(tail[1])" : "")
  }

  private func available(_ machine: Machine) throws -> [String] {
    for path in ["/usr/share/i18n/SUPPORTED", "/usr/local/share/i18n/SUPPORTED"] where machine.files.isRegular(path) {
      return try machine.files.readText(path).lines()
    }
    let lines = (try? machine.files.readText(LocaleGenModule.configuration))?.lines() ?? []
    return lines.map { $0.trimming("# ") }
  }

  private func configure(_ machine: Machine, _ available: [String]) throws {
    var lines = try machine.files.readText(LocaleGenModule.configuration).lines()
    for name in names {
      let isThere = lines.contains { $0.trimming("# ").words().first == name }
      if !isThere, state == .present, let entry = available.first(where: { $0.words().first == name }) {
        lines.append("# \(entry)")
      }
      for place in lines.indices where lines[place].trimming("# ").words().first == name {
        let plain = lines[place].trimming("# ")
        guard plain.words().count == 2 else { continue }
        lines[place] = state == .present ? plain : "# \(plain)"
      }
    }
    let target = machine.files.resolved(LocaleGenModule.configuration)
    try machine.files.replace(target, with: Array((lines.joined(separator: "\n") + "\n").utf8))
  }
}
