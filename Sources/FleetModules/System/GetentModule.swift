import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Reads the machine's databases of users, groups, hosts, services ...
struct GetentModule: Module {
  static let name = "getent"
  static let summary = "Read an entry, or all, of a name service database as facts."

  private let database: String
  private let key: String?
  private let service: String?
  private let split: String?
  private let failsOnMiss: Bool

  init(_ parameters: inout Parameters) {
    database = parameters.required("database", "Such as `passwd`, `group`, `hosts`.")
    key = parameters.optional("key", "The entry; all when not given.")
    service = parameters.optional("service", "Ask only this source.")
    split = parameters.optional("split", "What separates the fields of a line.")
    failsOnMiss = parameters.optional("fail_key", default: true, "Fail when there is no such entry.")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    guard machine.processes.locate("getent") != nil else {
      throw ModuleFailure("`getent` is not on the machine")
    }
    let words = ["getent", database] + (key.map { [$0] } ?? []) + (service.map { ["-s", $0] } ?? [])
    let output = try machine.processes.query(Command(words))
    let separator = split ?? (["passwd", "shadow", "group", "gshadow"].contains(database) ? ":" : nil)
    var result = ModuleResult()
    switch output.status {
    case 0:
      result.facts["getent_\(database)"] = .map(entries(output.stdoutText, separator))
      return result
    case 1: throw ModuleFailure("Missing arguments, or database unknown.", parameter: "database")
    case 2:
      let message = "One or more supplied key could not be found in the database."
      if failsOnMiss { throw ModuleFailure(message, parameter: "key") }
      result.message = message
      result.facts["getent_\(database)"] = [key ?? "": .null]
      return result
    case 3: throw ModuleFailure("Enumeration not supported on this database.", parameter: "database")
    default: throw ModuleFailure("Unexpected failure!")
    }
  }

  /// A name that occurs several times has a list of entries.
  private func entries(_ text: String, _ separator: String?) -> ValueMap {
    var entries: ValueMap = [:]
    var counts: [String: Int] = [:]
    for line in text.lines() {
      let fields = separator.map { line.fields(separatedBy: $0) } ?? line.words()
      guard let name = fields.first else { continue }
      let rest = Value.strings(fields.dropFirst())
      switch counts[name, default: 0] {
      case 0: entries[name] = rest
      case 1: entries[name] = .list([entries[name] ?? .null, rest])
      default: entries[name] = .list((entries[name]?.list ?? []) + [rest])
      }
      counts[name, default: 0] += 1
    }
    return entries
  }
}
