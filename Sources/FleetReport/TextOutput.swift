import FleetCore
import Glibc

/// Where reports write: standard output and error, buffered per event and written whole.
package final class TextOutput: Sendable {
  package let usesColor: Bool
  package let columns: Int

  /// Takes secrets out of everything that is written.
  private let redact: @Sendable (String) -> String

  /// Where everything is written a second time (`log_path`).
  private let log: (@Sendable (String) -> Void)?

  /// `columns` as Ansible's display has them: the terminal's width less one, at least 79.
  package init(
    usesColor: Bool, columns: Int = 79, redact: @escaping @Sendable (String) -> String = { $0 },
    log: (@Sendable (String) -> Void)? = nil
  ) {
    self.log = log
    self.usesColor = usesColor
    self.columns = max(79, columns)
    self.redact = redact
  }

  /// A line of stars behind a text, with an empty line before it.
  package func banner(_ text: String) {
    let stripped = text.trimmed
    let stars = max(3, columns - stripped.unicodeScalars.count)
    write("\n\(stripped) \(String(repeating: "*", count: stars))\n")
  }

  package func write(_ text: String, toError: Bool = false) {
    let shown = redact(text)
    log?(shown)
    var bytes = Array(shown.utf8)
    bytes.withUnsafeMutableBytes { buffer in
      var offset = 0
      while offset < buffer.count {
        guard let base = buffer.baseAddress else { return }
        let count = Glibc.write(toError ? 2 : 1, base + offset, buffer.count - offset)
        if count < 0 {
          if errno == EINTR { continue }
          if errno == EAGAIN {
            var descriptor = pollfd(fd: toError ? 2 : 1, events: Int16(POLLOUT), revents: 0)
            poll(&descriptor, 1, -1)
            continue
          }
          return
        }
        offset += count
      }
    }
  }
}
