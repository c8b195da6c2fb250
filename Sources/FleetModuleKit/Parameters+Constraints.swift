package import FleetCore

extension Parameters {
  /// What must or must not stand together.
  enum Constraint {
    case exclusive([String])
    case together([String])
    case oneOf([String])
    case conditional([String], any: Bool, parameter: String, value: Value)
    case by(parameter: String, needs: [String])
  }

  /// At most one of these may be given.
  package mutating func mutuallyExclusive(_ names: String...) { constraints.append(.exclusive(names)) }

  /// When one of these is given, all must be.
  package mutating func requiredTogether(_ names: String...) { constraints.append(.together(names)) }

  /// At least one of these must be given.
  package mutating func requiredOneOf(_ names: String...) { constraints.append(.oneOf(names)) }

  /// All of these must be given when another parameter has this value.
  package mutating func required(_ names: String..., if parameter: String, is value: Value) {
    constraints.append(.conditional(names, any: false, parameter: parameter, value: value))
  }

  /// At least one of these must be given when another parameter has this value.
  package mutating func requiredAny(_ names: String..., if parameter: String, is value: Value) {
    constraints.append(.conditional(names, any: true, parameter: parameter, value: value))
  }

  /// These must be given when that one is.
  package mutating func required(_ names: String..., with parameter: String) {
    constraints.append(.by(parameter: parameter, needs: names))
  }

  private func isCertain(_ name: String) -> Bool { reading(of: name)?.isCertain ?? false }

  /// Given, or with a default (Ansible sets defaults before it looks at these constraints).
  private func isThere(_ name: String) -> Bool {
    guard let reading = reading(of: name) else { return false }
    return reading.isGiven || reading.value != nil
  }

  mutating func check(_ constraint: Constraint) {
    guard reader != .describe else { return }
    switch constraint {
    case .exclusive(let names):
      guard names.filter(isCertain).count > 1 else { return }
      add(
        .exclusive, names.filter(isCertain)[1], "parameters \(quoted(names)) exclude each other",
        "parameters are mutually exclusive: \(names.joined(separator: "|"))")
    case .together(let names):
      guard names.contains(where: isCertain), let missing = names.first(where: { !isThere($0) }) else { return }
      add(
        .together, missing, "parameters \(quoted(names)) are needed together",
        "parameters are required together: \(names.joined(separator: ", "))")
    case .oneOf(let names):
      guard !names.contains(where: isThere) else { return }
      let visible = names.filter { name in !asked.contains { $0.name == name && $0.isInternal } }
      add(
        .oneOf, "", "one of the parameters \(quoted(visible)) is needed",
        "one of the following is required: \(visible.joined(separator: ", "))")
    case .conditional(let names, let any, let parameter, let value):
      guard reading(of: parameter)?.value == value else { return }
      let missing = names.filter { !isThere($0) }
      guard !missing.isEmpty, !any || missing.count == names.count else { return }
      let text = PythonText.str(value)
      add(
        .conditional, any ? "" : missing[0],
        "\(any ? "one of " : "")\(quoted(missing)) is needed when `\(parameter)` is `\(text)`",
        "\(parameter) is \(text) but \(any ? "any" : "all") of the following are missing: "
          + missing.joined(separator: ", "))
    case .by(let parameter, let needs):
      guard isCertain(parameter), reading(of: parameter)?.value != .null else { return }
      let missing = needs.filter { !isThere($0) }
      guard !missing.isEmpty else { return }
      add(
        .conditional, missing[0], "\(quoted(missing)) is needed with `\(parameter)`",
        "missing parameter(s) required by '\(parameter)': \(missing.joined(separator: ", "))")
    }
  }

  private func quoted(_ names: [String]) -> String { names.map { "`\(prefix)\($0)`" }.joined(separator: ", ") }

  private mutating func add(_ kind: ParameterFault.Kind, _ name: String, _ message: String, _ wording: String) {
    faults.append(
      ParameterFault(
        kind: kind, parameter: name.isEmpty ? String(prefix.dropLast()) : prefix + name,
        message: "\(message) in module `\(module)`", wording: wording + context))
  }
}
