package import FleetCore

/// Where an expression finds its variables. Implemented by the variable layers of a host; asked once per name and use.
package protocol VariableScope: AnyObject {
  /// The value of a variable, nil when nobody defines it. Throws when its own template fails.
  func variable(_ name: String) throws(DiagnosticError) -> JinjaValue?
  /// Every name that `variable` would answer, for `vars`, `varnames` and suggestions.
  var variableNames: [String] { get }
  /// A variable as the user's own files write it; nil for what machines, programs and templates gave.
  func userValue(_ name: String) -> TemplatedValue?
  /// What lookups may ask of the play around; nil when there is none.
  var lookupEnvironment: (any LookupEnvironment)? { get }
}

extension VariableScope {
  package func userValue(_ name: String) -> TemplatedValue? { nil }
  package var lookupEnvironment: (any LookupEnvironment)? { nil }
}
