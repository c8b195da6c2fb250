import FleetCore

extension DiagnosticCode {
  static let badOption = DiagnosticCode(
    "FL0901", "An option of the command line has a value that cannot be read.")
  /// The codes of this target, for the catalog.
  static let commandCodes: [DiagnosticCode] = [badOption]
}
