package import FleetCore

/// A type that a parameter can have: how Ansible's `module_utils` would convert a value to it.
package protocol ParameterType: Sendable {
  static var parameterKind: ParameterKind { get }
  /// The allowed values; empty for any.
  static var choices: [String] { get }
  /// Stands in while a declaration is described, checked, or after a fault; never reaches a running module.
  static var placeholder: Self { get }
  static func convert(_ value: Value, paths: PathExpansion) throws(ConversionFault) -> Self
  /// The value for documents and for conditions on other parameters.
  var parameterValue: Value { get }
}

extension ParameterType {
  package static var choices: [String] { [] }
}

/// Why a value cannot be what its parameter wants.
package enum ConversionFault: Error {
  /// Of another type; the reason in Python's words.
  case type(String)
  /// Not among the choices.
  case choice(String)
  /// An element of a list is of another type.
  case element(Value, ParameterKind, String)
  /// Elements of a list that are not among the choices.
  case elementChoice(String)
}

/// A parameter with a fixed set of words.
package protocol ParameterChoice: ParameterType, CaseIterable, RawRepresentable where RawValue == String {}

extension ParameterChoice {
  package static var parameterKind: ParameterKind { .str }
  package static var choices: [String] { allCases.map(\.rawValue) }
  package static var placeholder: Self { allCases[allCases.startIndex] }
  package var parameterValue: Value { .string(rawValue) }

  package static func convert(_ value: Value, paths: PathExpansion) throws(ConversionFault) -> Self {
    let text = try String.convert(value, paths: paths)
    if let choice = Self(rawValue: text) { return choice }
    // YAML turned a bare word into a boolean: turn it back when only one choice can be meant, as Ansible does.
    let words = text == "False" ? Bool.falseWords : text == "True" ? Bool.trueWords : []
    let meant = choices.filter(words.contains)
    if meant.count == 1, let choice = Self(rawValue: meant[0]) { return choice }
    throw .choice(text)
  }
}
