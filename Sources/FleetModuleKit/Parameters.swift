package import FleetCore

/// A task's arguments as a module's declaration reads them. The same calls serve three readers: *describe* records
/// what is asked for, *check* looks at arguments as they are written, *decode* gives final values.
package struct Parameters {
  /// The name under which the text after a module's name travels (`command: echo hi`).
  package static let freeFormName = "_raw_params"

  private static let usualCount = 24

  enum Reader { case describe, check, decode }

  /// What is known of a parameter after it was read.
  struct Reading {
    var isGiven = false
    /// Given, and certain not to be omitted.
    var isCertain = false
    /// The converted value or the default, when known.
    var value: Value?
  }

  /// A parameter that was asked for, and what is known of it.
  struct Asked {
    let name: String
    let aliases: [String]
    var isInternal = false
    var reading: Reading?
  }

  let reader: Reader
  let module: String
  /// Such as `owner.` or `users[2].` in suboptions.
  let prefix: String
  let paths: PathExpansion
  let given: [String: WrittenValue]
  let givenNames: [String]
  /// What the declaration asks for; only for who describes it.
  package internal(set) var specs: [ParameterSpec] = []
  /// The same for who reads arguments.
  var asked: [Asked] = []
  var constraints: [Constraint] = []
  package internal(set) var faults: [ParameterFault] = []

  /// Records what a declaration asks for.
  package init(describing module: String) {
    self.init(.describe, module: module, prefix: "", paths: PathExpansion(), entries: [])
  }

  /// Looks at arguments as they are written in a task.
  package init(checking arguments: [WrittenValue.Entry], module: String) {
    self.init(.check, module: module, prefix: "", paths: PathExpansion(), entries: arguments)
  }

  /// Reads final values.
  package init(decoding arguments: ValueMap, module: String, paths: PathExpansion) {
    let entries = arguments.map { WrittenValue.Entry(key: PythonText.str($0.key), value: .known($0.value)) }
    self.init(.decode, module: module, prefix: "", paths: paths, entries: entries)
  }

  init(_ reader: Reader, module: String, prefix: String, paths: PathExpansion, entries: [WrittenValue.Entry]) {
    self.reader = reader
    self.module = module
    self.prefix = prefix
    self.paths = paths
    // What Ansible's own machinery adds to arguments has no meaning here.
    let entries = entries.filter { !$0.key.hasPrefix("_ansible_") }
    given = Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { _, last in last })
    givenNames = entries.map(\.key)
    if reader != .describe { asked.reserveCapacity(Self.usualCount) }
  }

  /// Whether the task gives the parameter of that canonical name, which must have been read already. Only for values
  /// that differ by it; what may stand together is said with the constraints.
  package func isGiven(_ name: String) -> Bool { reading(of: name)?.isGiven ?? false }

  /// What is known of a parameter that was read.
  func reading(of name: String) -> Reading? { asked.last { $0.name == name }?.reading }

  /// The checks that need the whole: unknown names and constraints. All faults, in Ansible's order.
  package mutating func finish() -> [ParameterFault] {
    checkUnknownNames()
    for constraint in constraints { check(constraint) }
    return faults.count < 2 ? faults : faults.sorted { $0.kind < $1.kind }
  }

  private mutating func checkUnknownNames() {
    for name in givenNames where !asked.contains(where: { $0.name == name || $0.aliases.contains(name) }) {
      let visible = asked.filter { !$0.isInternal }
      let nearest = Suggestion.nearest(to: name, in: visible.flatMap { [$0.name] + $0.aliases })
      let supported = visible.map(\.name).sorted().joined(separator: ", ")
      let aliases = visible.flatMap(\.aliases).sorted().joined(separator: ", ")
      let place = prefix.isEmpty ? name : "\(prefix)\(name)"
      faults.append(
        ParameterFault(
          kind: .unknown, parameter: prefix + name, message: "unknown parameter `\(place)` for module `\(module)`",
          help: nearest.map { "did you mean `\($0)`?" },
          wording: "Unsupported parameters for (\(module)) module: \(place). Supported parameters include: \(supported)"
            + (aliases.isEmpty ? "." : " (\(aliases)).")))
    }
  }
}
