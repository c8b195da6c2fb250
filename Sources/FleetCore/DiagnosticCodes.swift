extension DiagnosticCode {
  package static let unreadableFile = DiagnosticCode(
    "FL0101", "A file could not be read. Check that the path is right and that you may read it.")
  package static let invalidJSON = DiagnosticCode(
    "FL0102", "A text that should be JSON is not. The caret shows where reading stopped.")
  package static let tooLarge = DiagnosticCode(
    "FL0103", "An input is larger or nested deeper than the bounds that keep a run's memory and time finite.")

  /// The codes of this target, for the catalog.
  package static let coreCodes: [DiagnosticCode] = [unreadableFile, invalidJSON, tooLarge]
}
