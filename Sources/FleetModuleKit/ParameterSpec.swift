package import FleetCore

/// The type of a parameter, under Ansible's names.
package indirect enum ParameterKind: Sendable, Hashable {
  case bool, dict, float, int, path, raw, str
  case list(of: ParameterKind)

  /// Such as `str`, or `list` for a list of anything.
  package var name: String {
    switch self {
    case .bool: "bool"
    case .dict: "dict"
    case .float: "float"
    case .int: "int"
    case .path: "path"
    case .raw: "raw"
    case .str: "str"
    case .list: "list"
    }
  }

  /// Such as `list of str`, for documents.
  package var description: String {
    if case .list(let element) = self { "list of \(element.description)" } else { name }
  }

  package var isList: Bool { if case .list = self { true } else { false } }
}

/// What a module says of one of its parameters.
package struct ParameterSpec: Sendable, Hashable {
  package var name: String
  package var aliases: [String]
  package var kind: ParameterKind
  /// The allowed values; empty for any.
  package var choices: [String]
  package var defaultValue: Value?
  package var isRequired: Bool
  /// The value is a secret and is never shown.
  package var isSecret: Bool
  /// Read and given no meaning: of another platform, or replaced by something else.
  package var isIgnored: Bool
  /// Set by the control side's actions, never written by users.
  package var isInternal: Bool
  package var summary: String
  /// Of a dictionary or a list of dictionaries; empty when anything may stand in it.
  package var suboptions: [ParameterSpec]

  package init(
    name: String, aliases: [String] = [], kind: ParameterKind, choices: [String] = [], defaultValue: Value? = nil,
    isRequired: Bool = false, isSecret: Bool = false, isIgnored: Bool = false, isInternal: Bool = false,
    summary: String, suboptions: [ParameterSpec] = []
  ) {
    self.name = name
    self.aliases = aliases
    self.kind = kind
    self.choices = choices
    self.defaultValue = defaultValue
    self.isRequired = isRequired
    self.isSecret = isSecret
    self.isIgnored = isIgnored
    self.isInternal = isInternal
    self.summary = summary
    self.suboptions = suboptions
  }
}
