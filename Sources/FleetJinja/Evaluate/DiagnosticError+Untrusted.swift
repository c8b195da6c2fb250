package import FleetCore

extension DiagnosticError {
  /// A text that is no condition because the user did not write it as one (Ansible 2.19's trust).
  package static func untrusted(at span: Span?) -> DiagnosticError {
    DiagnosticError(
      .conditionNotBoolean, "Encountered untrusted template or expression.", at: span,
      label: span == nil ? "" : "this text did not come from a playbook, role or inventory as it stands",
      help: ["write the condition where it is used, or give a variable that holds its text"])
  }
}
