package import FleetCore
import Synchronization

/// Keeps secrets out of everything that is shown: it knows the secret values and masks them, also in the forms that
/// Base64, URLs, JSON and line breaks give them.
package final class Redactor: Sendable {
  package static let mask = "********"
  /// Below this a mask would hit ordinary text everywhere (the count is in bytes).
  package static let shortestMasked = 4
  /// From this length on, line breaks inside a secret do not hide it.
  private static let wrapTolerantFrom = 16

  private struct Patterns {
    var known: Set<String> = []
    /// By first byte, longest first.
    var byFirst = [[[UInt8]]](repeating: [], count: 256)
    var isEmpty = true

    mutating func insert(_ pattern: [UInt8]) {
      guard pattern.count >= Redactor.shortestMasked, let first = pattern.first else { return }
      var list = byFirst[Int(first)]
      guard !list.contains(pattern) else { return }
      let place = list.firstIndex { $0.count < pattern.count } ?? list.count
      list.insert(pattern, at: place)
      byFirst[Int(first)] = list
      isEmpty = false
    }
  }

  private let patterns = Mutex(Patterns())

  package init() {}

  /// Learns a secret. Gives a warning for one that is too short to be masked.
  @discardableResult package func add(_ secret: String, at place: Span? = nil) -> Diagnostic? {
    var trimmed = secret[...]
    while trimmed.last?.isNewline == true { trimmed.removeLast() }
    let text = String(trimmed)
    guard text.utf8.count >= Self.shortestMasked else {
      guard !text.isEmpty else { return nil }
      return Diagnostic(
        .shortSecret, "a secret of \(text.utf8.count) characters is too short to be masked in the output", at: place,
        severity: .warning, help: ["choose a longer one"])
    }
    patterns.withLock { patterns in
      guard patterns.known.insert(text).inserted else { return }
      for variant in SecretVariants.all(of: text) { patterns.insert(variant) }
    }
    return nil
  }

  package var isEmpty: Bool { patterns.withLock { $0.isEmpty } }

  /// The text with every known secret replaced.
  package func redact(_ text: String) -> String {
    let byFirst = patterns.withLock { $0.isEmpty ? nil : $0.byFirst }
    guard let byFirst else { return text }
    var output: [UInt8] = []
    var copied = 0
    let bytes = Array(text.utf8)
    var position = 0
    while position < bytes.count {
      let candidates = byFirst[Int(bytes[position])]
      if !candidates.isEmpty,
        let end = candidates.lazy.compactMap({ Self.match($0, bytes, position) }).first
      {
        output += bytes[copied..<position]
        output += Self.mask.utf8
        position = end
        copied = end
      } else {
        position += 1
      }
    }
    guard copied > 0 else { return text }
    output += bytes[copied...]
    return String(decoding: output, as: UTF8.self)
  }

  /// Where the secret that starts at `start` ends; line breaks within a long one are passed over.
  private static func match(_ pattern: [UInt8], _ bytes: [UInt8], _ start: Int) -> Int? {
    var position = start
    for (offset, byte) in pattern.enumerated() {
      if offset > 0, pattern.count >= wrapTolerantFrom {
        while position < bytes.count, bytes[position] != byte, bytes[position] == 10 || bytes[position] == 13 {
          position += 1
        }
      }
      guard position < bytes.count, bytes[position] == byte else { return nil }
      position += 1
    }
    return position
  }

  /// The value with every known secret in its strings and keys replaced.
  package func redact(_ value: Value) -> Value {
    guard !isEmpty else { return value }
    switch value {
    case .string(let text): return .string(redact(text))
    case .list(let items): return .list(items.map(redact))
    case .map(let map): return .map(ValueMap(map.map { (redact($0.key), redact($0.value)) }))
    case .null, .bool, .int, .bigInt, .double: return value
    }
  }
}
