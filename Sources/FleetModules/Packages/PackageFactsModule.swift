import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Lists the machine's packages.
struct PackageFactsModule: Module {
  static let name = "package_facts"
  static let summary = "Return all installed packages as facts."

  enum Strategy: String, ParameterChoice { case first, all }

  private let managers: [String]
  private let strategy: Strategy

  init(_ parameters: inout Parameters) {
    managers = parameters.optional("manager", default: ["auto"], "The package manager to ask.")
    strategy = parameters.optional("strategy", default: .first, "Ask the first manager that is there, or all.")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    let wanted = managers.map { $0.lowercased() }
    let known: Set<String> = [
      "auto", "rpm", "yum", "dnf", "dnf5", "zypper", "apt", "portage", "pkg", "pkg5", "pkgng", "pacman", "apk",
      "pkg_info", "openbsd_pkg", "rpm_ostree",
    ]
    if let stranger = wanted.first(where: { !known.contains($0) }) {
      throw ModuleFailure("Unsupported package managers requested: \(stranger)", parameter: "manager")
    }
    var packages: ValueMap = [:]
    let wantsAll = wanted.contains("auto")
    if wantsAll || wanted.contains("apt"), machine.processes.locate("dpkg-query") != nil {
      try debian(machine, &packages)
    }
    if packages.isEmpty, machine.processes.locate("rpm") != nil { try rpm(machine, &packages) }
    if packages.isEmpty, machine.processes.locate("apk") != nil { try alpine(machine, &packages) }
    guard !packages.isEmpty else {
      throw ModuleFailure("Could not detect a supported package manager from the following list: \(wanted)")
    }
    var result = ModuleResult()
    result.facts["packages"] = .map(packages)
    return result
  }

  private func add(_ entry: ValueMap, _ packages: inout ValueMap) {
    let name = entry["name"]?.string ?? ""
    packages[name] = .list((packages[name]?.list ?? []) + [.map(entry)])
  }

  private func debian(_ machine: Machine, _ packages: inout ValueMap) throws {
    let format = "${Package}\\t${Version}\\t${Architecture}\\t${Section}\\t${db:Status-Status}\\n"
    let output = try machine.processes.query("dpkg-query", "-W", "-f", format)
    for line in output.stdoutText.lines() {
      let fields = line.fields(separatedBy: "\t")
      guard fields.count == 5, fields[4] == "installed" else { continue }
      add(
        [
          "name": .string(fields[0]), "version": .string(fields[1]), "arch": .string(fields[2]),
          "category": .string(fields[3]), "origin": "", "source": "apt",
        ], &packages)
    }
  }

  private func rpm(_ machine: Machine, _ packages: inout ValueMap) throws {
    let format = "%{NAME}\\t%{VERSION}\\t%{RELEASE}\\t%{EPOCH}\\t%{ARCH}\\n"
    let output = try machine.processes.query("rpm", "-qa", "--qf", format)
    for line in output.stdoutText.lines() {
      let fields = line.fields(separatedBy: "\t")
      guard fields.count == 5 else { continue }
      add(
        [
          "name": .string(fields[0]), "version": .string(fields[1]), "release": .string(fields[2]),
          "epoch": Int(fields[3]).map { .int($0) } ?? .null, "arch": .string(fields[4]), "source": "rpm",
        ], &packages)
    }
  }

  /// `name-1.2-r3`: the version starts at the last but one dash.
  private func alpine(_ machine: Machine, _ packages: inout ValueMap) throws {
    for line in try machine.processes.query("apk", "info", "-v").stdoutText.lines() {
      let parts = line.split(separator: "-").map(String.init)
      guard parts.count > 2 else { continue }
      add(
        [
          "name": .string(parts.dropLast(2).joined(separator: "-")), "version": .string(parts[parts.count - 2]),
          "release": .string(parts[parts.count - 1]), "source": "apk",
        ], &packages)
    }
  }
}
