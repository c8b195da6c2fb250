import FleetJinja

/// The variables that dynamic includes handed to the tasks being walked, per host.
struct IncludeFrame {
  private var locals: [String: [String: JinjaValue]] = [:]

  init() {}

  func locals(of host: String) -> [String: JinjaValue] { locals[host] ?? [:] }

  /// This frame with more variables for some hosts; the inner ones win.
  func adding(_ variables: [String: JinjaValue], for hosts: [String]) -> IncludeFrame {
    guard !variables.isEmpty else { return self }
    var frame = self
    for host in hosts { frame.locals[host, default: [:]].merge(variables) { $1 } }
    return frame
  }
}
