import FleetCore

extension ExitCode {
  /// The code of a command that ended in faults before anything ran: 4 for what is written wrongly in playbooks and
  /// YAML, 1 for what is not there, 5 for options that do not go together (ansible-core's `ExitCode`).
  static func of(_ faults: [Diagnostic]) -> Int32 {
    guard let code = faults.first(where: { $0.severity == .error })?.code.name else { return genericError }
    switch code {
    case "FL0101", "FL0103", "FL0213", "FL0215", "FL0911", "FL0912", "FL0915", "FL0916": return genericError
    // `-e FILE` without `@`, and options that do not go together.
    case "FL0403", "FL0917": return badOptions
    default: break
    }
    switch code.prefix(4) {
    case "FL01", "FL02", "FL03", "FL04": return parserError
    default: return genericError
    }
  }
}
