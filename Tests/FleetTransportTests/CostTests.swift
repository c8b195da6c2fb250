import FleetCore
import FleetProtocol
import Glibc
import Testing

@testable import FleetTransport

/// What this side pays, against bounds that are wide enough for a debug build on a busy machine.
@Suite(.enabled(if: LoopbackSSHD.isAvailable, "needs openssh-server: /usr/sbin/sshd is missing"), .serialized)
struct CostTests {
  /// Milliseconds of this process's CPU.
  private func cpu() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
  }

  @Test func aRoundTripAndAConnection() async throws {
    let server = try LoopbackSSHD()
    defer { server.close() }
    let provider = try server.provider()
    let connection = try await provider.connection(for: server.settings())
    _ = try await connection.answers([TaskRequest(step: 0, module: "ping")])

    var start = cpu()
    for step in 1...500 { _ = try await connection.answers([TaskRequest(step: UInt64(step), module: "ping")]) }
    let roundTrip = (cpu() - start) / 500

    start = cpu()
    _ = try await connection.answers((1001...1500).map { TaskRequest(step: $0, module: "ping") })
    let batched = (cpu() - start) / 500

    start = cpu()
    try await withThrowingTaskGroup { group in
      for number in 0..<20 {
        group.addTask(executorPreference: provider.loop) {
          let other = try await provider.connection(for: server.settings("host\(number)"))
          _ = try await other.answers([TaskRequest(step: 1, module: "ping")])
        }
      }
      try await group.waitForAll()
    }
    let connected = (cpu() - start) / 20
    await provider.closeAll()
    let summary = "CPU in ms: round trip \(roundTrip), step of a batch \(batched), connection \(connected)"
    #expect(roundTrip < 2, "\(summary)")
    #expect(batched < 1, "\(summary)")
    #expect(connected < 40, "\(summary)")
    if getenv("FLEET_SHOW_COST") != nil { Issue.record("\(summary)", severity: .warning) }
  }
}
