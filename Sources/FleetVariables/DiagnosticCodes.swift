package import FleetCore

extension DiagnosticCode {
  package static let variableCycle = DiagnosticCode(
    "FL0401",
    """
    Variables refer to each other in a circle, so none of them has a value. The message names the circle; break it by \
    giving one of the names a value of its own. A variable cannot be built from its weaker self: use another name.
    """)
  package static let variableFailed = DiagnosticCode(
    "FL0402", "The template of a variable could not be evaluated where it was needed.")
  package static let invalidExtraVariables = DiagnosticCode(
    "FL0403",
    """
    The text after `-e` is not understood. Give `name=value` pairs, a JSON or YAML mapping, or `@file` with a mapping \
    in it.
    """)
  package static let variablesNotMapping = DiagnosticCode(
    "FL0404", "A file of variables must hold a mapping of names to values.")

  /// The codes of this target, for the catalog.
  package static let variableCodes: [DiagnosticCode] = [
    variableCycle, variableFailed, invalidExtraVariables, variablesNotMapping,
  ]
}
