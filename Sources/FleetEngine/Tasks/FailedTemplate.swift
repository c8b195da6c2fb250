import FleetCore

/// The text that stands for a template that could not be evaluated where the run goes on all the same.
enum FailedTemplate {
  static func text(_ error: DiagnosticError) -> String { "<< error 1 - \(error.description) >>" }
}
