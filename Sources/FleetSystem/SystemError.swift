import CSystem
import Glibc

/// A request to the operating system that failed: what was tried, on what, and the system's own words.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Such as `open` or `rename`.
  package let operation: String
  package let path: String
  /// The errno; 0 when the reason is our own.
  package let code: Int32
  /// Why, in words.
  package let reason: String

  package init(_ operation: String, _ path: String, code: Int32 = errno) {
    self.operation = operation
    self.path = path
    self.code = code
    reason = SystemError.text(of: code)
  }

  package init(_ operation: String, _ path: String, reason: String) {
    self.operation = operation
    self.path = path
    self.reason = reason
    code = 0
  }

  package var isNotFound: Bool { code == ENOENT || code == ENOTDIR }

  /// Nothing of that name, in a folder that is there.
  package var isAbsent: Bool { code == ENOENT }

  package var description: String {
    path.isEmpty ? "\(operation): \(reason)" : "\(operation) `\(path)`: \(reason)"
  }

  /// As strerror says it: "No such file or directory".
  package static func text(of code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    fleet_error_text(code, &buffer, buffer.count)
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
