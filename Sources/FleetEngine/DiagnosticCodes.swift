package import FleetCore

extension DiagnosticCode {
  package static let wrongKeywordValue = DiagnosticCode(
    "FL0801", "A keyword's template gave a value of the wrong type. The caret shows the keyword.")
  package static let moduleFault = DiagnosticCode(
    "FL0802", "A module refused one of its arguments on the machine. The caret shows the argument in your file.")
  package static let missingHandler = DiagnosticCode(
    "FL0803", "A task notified a handler that no play, role or topic defines. Check the spelling of `notify`.")
  package static let wrongLoop = DiagnosticCode(
    "FL0804", "What a task loops over is not a list. `loop` takes a list; `with_dict` and `dict2items` take mappings.")
  package static let includeFault = DiagnosticCode(
    "FL0805", "A file or role that a task includes could not be loaded when it was reached.")

  /// The codes of this target, for the catalog.
  package static let engineCodes: [DiagnosticCode] = [
    wrongKeywordValue, moduleFault, missingHandler, wrongLoop, includeFault,
  ]
}
