import CCrypto
import FleetCore

/// The agent that this program carries: what is sent to a machine on first contact.
package struct AgentBinary: Sendable {
  /// SHA-256 (hex) of the program itself.
  package let digest: String
  /// gzip of the program.
  let compressed: [UInt8]
  /// The program's size: what gzip's last four bytes say.
  let size: Int
  /// What `uname -m` says on machines that can run it.
  let architecture: String

  init(digest: String, compressed: [UInt8], architecture: String = AgentBinary.buildArchitecture) {
    self.digest = digest
    self.compressed = compressed
    self.architecture = architecture
    size = compressed.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// The one embedded by the build, decoded when it is first needed.
  package static let embedded: AgentBinary = {
    let text = embeddedAgentBase64.withUTF8Buffer { Array($0) }
    let digest = embeddedAgentDigest.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
    return AgentBinary(digest: digest, compressed: Base64.decode(text) ?? [])
  }()

  private static var buildArchitecture: String {
    #if arch(arm64)
      "aarch64"
    #else
      "x86_64"
    #endif
  }

  /// The program as it is, for machines without gzip. This machine's own gzip unpacks it.
  func unpacked(on loop: IOLoop) async throws(ConnectionError) -> [UInt8] {
    let program = try await Self.filtered(compressed, by: "exec gzip -dc", on: loop)
    guard program.count == size else {
      throw ConnectionError(.agent, "this machine's gzip did not unpack the agent for a machine that has no gzip")
    }
    return program
  }

  /// A program as it is sent.
  static func packed(_ program: [UInt8], on loop: IOLoop) async throws(ConnectionError) -> [UInt8] {
    let compressed = try await filtered(program, by: "exec gzip -6nc", on: loop)
    guard compressed.count > 18 else {
      throw ConnectionError(.agent, "this machine's gzip did not pack an agent for a machine of another kind")
    }
    return compressed
  }

  private static func filtered(
    _ bytes: [UInt8], by command: String, on loop: IOLoop
  ) async throws(ConnectionError) -> [UInt8] {
    let process = try LocalProcess.start(command, on: loop)
    let feeding = Task(executorPreference: loop) {
      try? await process.write(bytes)
      await process.finishInput()
    }
    var result: [UInt8] = []
    reading: while true {
      switch try await process.read(until: nil) {
      case .output(let bytes): result += bytes
      case .error: continue
      case .end: break reading
      }
    }
    await feeding.value
    await process.close()
    return result
  }
}
