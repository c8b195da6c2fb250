import Glibc

/// One line from the user, when there is a terminal; nothing otherwise (Ansible goes on, too).
enum TerminalInput {
  static func line(prompt: String, echoes: Bool) async -> String {
    guard isatty(0) == 1 else { return "" }
    return await read(prompt: prompt + "\r\n", echoes: echoes) ?? ""
  }

  /// One line of standard input, a terminal or not; nil at its end.
  static func rawLine(prompt: String) async -> String? { await read(prompt: prompt, echoes: true) }

  private static func read(prompt: String, echoes: Bool) async -> String? {
    await withCheckedContinuation { continuation in
      let reader = Reader(prompt: prompt, echoes: echoes, continuation: continuation)
      var thread = pthread_t()
      let box = Unmanaged.passRetained(reader)
      pthread_create(
        &thread, nil,
        { pointer in
          if let pointer { Unmanaged<Reader>.fromOpaque(pointer).takeRetainedValue().run() }
          return nil
        }, box.toOpaque())
      pthread_detach(thread)
    }
  }

  /// Reads on a thread of its own, so that hosts go on meanwhile.
  private final class Reader {
    private let prompt: String
    private let echoes: Bool
    private let continuation: CheckedContinuation<String?, Never>

    init(prompt: String, echoes: Bool, continuation: CheckedContinuation<String?, Never>) {
      self.prompt = prompt
      self.echoes = echoes
      self.continuation = continuation
    }

    func run() {
      var bytes = Array(prompt.utf8)
      _ = write(1, &bytes, bytes.count)
      var settings = termios()
      tcgetattr(0, &settings)
      let before = settings
      if !echoes {
        settings.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(0, TCSANOW, &settings)
      }
      let line = readLine(strippingNewline: true)
      if !echoes {
        var restored = before
        tcsetattr(0, TCSANOW, &restored)
      }
      continuation.resume(returning: line)
    }
  }
}
