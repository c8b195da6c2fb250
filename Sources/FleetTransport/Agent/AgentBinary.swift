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
    let process = try LocalProcess.start("exec gzip -dc", on: loop)
    let compressed = compressed
    let feeding = Task(executorPreference: loop) {
      try? await process.write(compressed)
      await process.finishInput()
    }
    var program: [UInt8] = []
    reading: while true {
      switch try await process.read(until: nil) {
      case .output(let bytes): program += bytes
      case .error: continue
      case .end: break reading
      }
    }
    await feeding.value
    await process.close()
    guard program.count == size else {
      throw ConnectionError(.agent, "this machine's gzip did not unpack the agent for a machine that has no gzip")
    }
    return program
  }
}
