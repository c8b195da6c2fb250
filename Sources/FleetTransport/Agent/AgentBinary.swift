import CCrypto
import FleetCore
import FleetSystem
import Glibc
import Synchronization

/// An agent program, as it is sent to a machine on first contact.
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

  static var buildArchitecture: String {
    #if arch(arm64)
      "aarch64"
    #else
      "x86_64"
    #endif
  }

  // MARK: Where it comes from

  /// The section of this program that `scripts/build` puts the agent into: its digest in 64 hex digits, then its gzip.
  static let section = ".fleet_agent"
  private static let ofThisProgram = Mutex<AgentBinary?>(nil)

  /// The agent of this build: the one inside this program, or else the file `fleet-agent` beside it, where plain
  /// `swift build` leaves it. Read once.
  package static func shipped(on loop: IOLoop) async throws(ConnectionError) -> AgentBinary {
    // Read under the lock: machines that are dialled at the same time share one copy.
    let known = ofThisProgram.withLock { known in
      if known == nil { known = inSection() }
      return known
    }
    if let known { return known }
    let found = try await besideProgram(on: loop)
    ofThisProgram.withLock { $0 = found }
    return found
  }

  private static func inSection() -> AgentBinary? {
    let digits = Int(SHA256_DIGEST_LENGTH) * 2
    guard let bytes = ExecutableSection.bytes(of: section, in: "/proc/self/exe"), bytes.count > digits else {
      return nil
    }
    return AgentBinary(
      digest: String(decoding: bytes[..<digits], as: UTF8.self), compressed: Array(bytes[digits...]))
  }

  private static func besideProgram(on loop: IOLoop) async throws(ConnectionError) -> AgentBinary {
    let program = (try? FileSystem.linkTarget("/proc/self/exe")) ?? ""
    let file = "/" + (program.split(separator: "/").dropLast() + ["fleet-agent"]).joined(separator: "/")
    guard let program = LocalFile.bytes(file) else {
      throw ConnectionError(
        .agent, "this build of fleet carries no agent, and \(file) cannot be read: \(Socket.errorText(errno))",
        help: "build both with `scripts/build`, or put the `fleet-agent` of the same build there")
    }
    return try await AgentBinary(program, architecture: buildArchitecture, on: loop)
  }

  /// A program that was built apart, packed for sending.
  init(_ program: [UInt8], architecture: String, on loop: IOLoop) async throws(ConnectionError) {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    SHA256(program, program.count, &digest)
    let digits = Array("0123456789abcdef".utf8)
    // Fast rather than small: it is done in every run that has such an agent.
    let compressed = try await Self.filtered(program, by: "exec gzip -1nc", on: loop)
    guard compressed.count > 18 else {
      throw ConnectionError(.agent, "this machine's gzip did not pack an agent")
    }
    self.init(
      digest: String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self),
      compressed: compressed, architecture: architecture)
  }

  // MARK: Packing

  /// The program as it is, for machines without gzip. This machine's own gzip unpacks it.
  func unpacked(on loop: IOLoop) async throws(ConnectionError) -> [UInt8] {
    let program = try await Self.filtered(compressed, by: "exec gzip -dc", on: loop)
    guard program.count == size else {
      throw ConnectionError(.agent, "this machine's gzip did not unpack the agent for a machine that has no gzip")
    }
    return program
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
