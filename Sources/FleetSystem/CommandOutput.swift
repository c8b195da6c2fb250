/// What a program answered.
package struct CommandOutput: Hashable, Sendable {
  package var stdout: [UInt8]
  package var stderr: [UInt8]
  /// The exit code; minus the signal's number when one ended it, as Python says it.
  package var status: Int
  /// It was killed because its time was over.
  package var isTimedOut: Bool
  /// More came than `Limits.commandOutputBytes`; the rest was dropped.
  package var isTruncated: Bool

  package init(
    stdout: [UInt8] = [], stderr: [UInt8] = [], status: Int = 0, isTimedOut: Bool = false, isTruncated: Bool = false
  ) {
    self.stdout = stdout
    self.stderr = stderr
    self.status = status
    self.isTimedOut = isTimedOut
    self.isTruncated = isTruncated
  }

  package init(stdout: String, stderr: String = "", status: Int = 0) {
    self.init(stdout: Array(stdout.utf8), stderr: Array(stderr.utf8), status: status)
  }

  package var isSuccess: Bool { status == 0 }
  package var signal: Int? { status < 0 ? -status : nil }
  package var stdoutText: String { String(decoding: stdout, as: UTF8.self) }
  package var stderrText: String { String(decoding: stderr, as: UTF8.self) }

  /// The last words of what it complained about, for messages.
  package var complaint: String {
    let text = stderrText.trimmingSpace()
    if !text.isEmpty { return text }
    let output = stdoutText.trimmingSpace()
    return output.isEmpty ? "it ended with status \(status) and said nothing" : output
  }
}
