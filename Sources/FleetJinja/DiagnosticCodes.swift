package import FleetCore

extension DiagnosticCode {
  package static let templateSyntax = DiagnosticCode(
    "FL0301",
    "A template or expression is not well formed. The caret shows the first place where reading could not go on.")
  package static let undefinedInTemplate = DiagnosticCode(
    "FL0302",
    "An expression uses a variable, attribute or item that is not there. Define it, or say what to take instead: "
      + "`name | default('value')`.")
  package static let unknownTemplateFunction = DiagnosticCode(
    "FL0303", "A filter, test or lookup with this name does not exist. Check the spelling and the collection's name.")
  package static let templateFunctionFailed = DiagnosticCode(
    "FL0304", "A filter, test, lookup, method or function refused its input or its arguments.")
  package static let templateType = DiagnosticCode(
    "FL0305", "An operation was given values of types that it does not work on, as Python would refuse them.")
  package static let templateLimit = DiagnosticCode(
    "FL0306",
    "A template would nest deeper, produce more or take longer than the bounds that keep memory and time finite.")
  package static let conditionNotBoolean = DiagnosticCode(
    "FL0307",
    "A condition must be true or false. Compare the value (`x | length > 0`), convert it (`x | bool`), or allow "
      + "the old rule with ALLOW_BROKEN_CONDITIONALS.")
  package static let templateNotFound = DiagnosticCode(
    "FL0308", "A template that is included, imported or extended was not found in the search path.")
  package static let omittedValue = DiagnosticCode(
    "FL0309", "A value that must be given came out as `omit`.")
  package static let templateRuntime = DiagnosticCode(
    "FL0310", "A statement or expression failed while the template was evaluated.")

  /// The codes of this target, for the catalog.
  package static let jinjaCodes: [DiagnosticCode] = [
    templateSyntax, undefinedInTemplate, unknownTemplateFunction, templateFunctionFailed, templateType, templateLimit,
    conditionNotBoolean, templateNotFound, omittedValue, templateRuntime,
  ]
}
