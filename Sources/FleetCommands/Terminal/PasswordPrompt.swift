import FleetCore
import FleetSystem
import Glibc

/// Asks for a line on the terminal; what is typed for a password is not shown.
enum PasswordPrompt {
  @Sendable static func ask(_ prompt: String) throws(DiagnosticError) -> String { try line(prompt, isHidden: true) }

  /// A line from the terminal, or from standard input where there is no terminal.
  static func line(_ prompt: String, isHidden: Bool) throws(DiagnosticError) -> String {
    let descriptor = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard descriptor >= 0 else { return try plainLine(prompt) }
    defer { close(descriptor) }
    var settings = termios()
    let isTerminal = tcgetattr(descriptor, &settings) == 0
    var restored = settings
    if isHidden, isTerminal {
      settings.c_lflag &= ~tcflag_t(ECHO)
      tcsetattr(descriptor, TCSAFLUSH, &settings)
    }
    defer { if isHidden, isTerminal { tcsetattr(descriptor, TCSAFLUSH, &restored) } }
    put(prompt, descriptor)
    let answer = readLine(descriptor)
    if isHidden { put("\n", descriptor) }
    guard let answer else { throw ended(prompt) }
    return answer
  }

  /// A line from standard input.
  static func plainLine(_ prompt: String) throws(DiagnosticError) -> String {
    put(prompt, 2)
    guard let answer = readLine(0) else { throw ended(prompt) }
    put("\n", 2)
    return answer
  }

  private static func ended(_ prompt: String) -> DiagnosticError {
    DiagnosticError(
      .noAnswer, "no answer to `\(prompt.trimmingSpace())`",
      help: ["give passwords by file (`--vault-password-file`, `--become-password-file`) where nobody can type"])
  }

  private static func put(_ text: String, _ descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = write(descriptor, bytes, bytes.count)
  }

  /// Byte by byte, so that nothing behind the line is taken from whoever reads next.
  private static func readLine(_ descriptor: Int32) -> String? {
    var bytes: [UInt8] = []
    while bytes.count < 65_536 {
      var byte: UInt8 = 0
      let count = read(descriptor, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1 else { return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self) }
      if byte == 10 { break }
      bytes.append(byte)
    }
    if bytes.last == 13 { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}
