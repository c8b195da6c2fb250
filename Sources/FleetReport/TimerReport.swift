import FleetCore
package import FleetEngine
import FleetSystem

/// How long the run took (the callback `timer`).
package final class TimerReport: RunListener {
  private let output: TextOutput
  private let startedAt = SystemClock.system.monotonic()

  package init(output: TextOutput) { self.output = output }

  @EngineActor package func receive(_ event: RunEvent) {
    guard case .runFinished = event else { return }
    let seconds = Int(SystemClock.system.monotonic() - startedAt)
    output.banner("PLAYBOOK RECAP")
    output.write(
      "Playbook run took \(seconds / 86400) days, \(seconds / 3600 % 24) hours, \(seconds / 60 % 60) minutes, "
        + "\(seconds % 60) seconds\n\r\n")
  }
}
