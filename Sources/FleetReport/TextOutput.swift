import FleetCore
import Glibc

/// Where reports write: standard output and error, buffered per event and written whole.
package final class TextOutput: Sendable {
  package let usesColor: Bool
  package let columns: Int

  /// Takes secrets out of everything that is written.
  private let redact: @Sendable (String) -> String

  /// `columns` as Ansible's display has them: the terminal's width less one, at least 79.
  package init(usesColor: Bool, columns: Int = 79, redact: @escaping @Sendable (String) -> String = { $0 }) {
    self.usesColor = usesColor
    self.columns = max(79, columns)
    self.redact = redact
  }

  package func write(_ text: String, toError: Bool = false) {
    var bytes = Array(redact(text).utf8)
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
