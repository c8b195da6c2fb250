import FleetCore
import FleetEngine

/// The exit codes of ansible-core, and what leads to them.
enum ExitCode {
  static let success: Int32 = 0
  static let genericError: Int32 = 1
  static let hostFailed: Int32 = 2
  static let usage: Int32 = 2
  static let hostUnreachable: Int32 = 4
  static let parserError: Int32 = 4
  static let badOptions: Int32 = 5
  static let interrupted: Int32 = 99
  static let unexpected: Int32 = 250
  /// `--detailed-exitcode`: something changed, or would change.
  static let changed: Int32 = 2

  /// The code of a finished run. With `isDetailed`: 0 nothing to change, 2 changes or drift, 1 a failure, 4 a host
  /// out of reach.
  static func of(_ report: RunReport, isDetailed: Bool) -> Int32 {
    if report.isCancelled { return interrupted }
    if let fatal = report.fatal { return of(fatal.diagnostics) }
    switch report.result {
    case .unreachable: return hostUnreachable
    case .failed: return isDetailed ? genericError : hostFailed
    case .ok: break
    }
    return isDetailed && report.statistics.hasChanges ? changed : success
  }
}
