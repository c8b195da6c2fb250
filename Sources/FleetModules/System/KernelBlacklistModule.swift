import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Kernel modules that udev must not load, as `community.general.kernel_blacklist` keeps them.
struct KernelBlacklistModule: StateModule {
  static let name = "kernel_blacklist"
  static let summary = "Keep kernel modules on or off the blacklist."

  enum Wanted: String, ParameterChoice { case present, absent }

  let module: String
  let wanted: Wanted
  let path: String

  init(_ parameters: inout Parameters) {
    module = parameters.required("name", "The kernel module.")
    wanted = parameters.optional("state", default: .present, "Whether it is to be on the blacklist.")
    path = parameters.optional(
      "blacklist_file", default: "/etc/modprobe.d/blacklist-ansible.conf", "The file that holds the blacklist.")
  }

  /// The lines of the file; none when it is not there.
  func current(on machine: Machine) throws -> [String] {
    guard machine.files.exists(path) else { return [] }
    var lines = try machine.files.readText(path).split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  func desired(from current: [String], on machine: Machine) throws -> [String] {
    switch wanted {
    case .present: current.contains(where: isEntry) ? current : current + ["blacklist \(module)"]
    case .absent: current.filter { !isEntry($0) }
    }
  }

  func converge(_ machine: Machine, from current: [String], to desired: [String]) throws {
    try machine.files.replace(path, with: Array(text(desired).utf8))
  }

  func diff(from current: [String], to desired: [String]) -> [ModuleResult.Diff] {
    [
      ModuleResult.Diff(
        before: .string(text(current)), after: .string(text(desired)), beforeHeader: path, afterHeader: path)
    ]
  }

  func values(from current: [String], to desired: [String], on machine: Machine) throws -> ValueMap {
    ["name": .string(module), "state": .string(wanted.rawValue), "blacklist_file": .string(path)]
  }

  /// `blacklist NAME`, with any spaces between and around.
  private func isEntry(_ line: String) -> Bool {
    let words = line.split { $0 == " " || $0 == "\t" }
    return words.count == 2 && words[0] == "blacklist" && words[1] == module
  }

  private func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
}
