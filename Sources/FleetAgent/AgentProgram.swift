package import FleetProtocol
import FleetSystem
import Glibc

/// The agent as a program: reads its invocation, opens its session folder and serves one connection.
package enum AgentProgram {
  /// What `main` returns when the words are not an invocation.
  private static let usageStatus: Int32 = 64

  /// Runs to the end of the connection; the result is the exit status.
  package static func run(_ words: [String]) -> Int32 {
    signal(SIGPIPE, SIG_IGN)
    if let job = AsyncJob.folder(in: words) { return AsyncJob.work(in: job) }
    if words == ["--version"] {
      writeAll(1, Array("fleet-agent, protocol \(ProtocolVersion.current)\n".utf8))
      return 0
    }
    guard let invocation = AgentInvocation(words: words) else {
      // Where it is not mounted, no program learns its words.
      let text =
        access("/proc/self", F_OK) == 0
        ? "fleet-agent is started by fleet and speaks its protocol on standard input and output\n"
        : "/proc is not mounted\n"
      writeAll(2, Array(text.utf8))
      return usageStatus
    }
    return serve(invocation, input: 0, output: 1)
  }

  /// Serves one connection on two descriptors.
  package static func serve(_ invocation: AgentInvocation, input: Int32, output: Int32) -> Int32 {
    let answers = AnswerStream(output)
    guard answers.writePreamble() else { return 1 }
    do {
      let session = try SessionFolder(invocation)
      return try AgentLoop(invocation, session: session, answers: answers).serve(input)
    } catch {
      answers.send(.fatal("the agent cannot keep its session: \(error)"))
      return 1
    }
  }

  private static func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) {
    _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }
}
