import FleetCore
import Glibc

/// Python's view of a string: code points, not the grapheme clusters of Swift.
package enum PythonText {
  /// `repr` of a string: single quotes unless that would need escaping, `\n`, `\xNN` and the like.
  package static func repr(_ text: String) -> String {
    let quote = quote(for: text)
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count + 2)
    result.append(UInt8(ascii: quote))
    for scalar in text.unicodeScalars {
      switch scalar {
      case quote, "\\":
        result.append(92)
        result.append(UInt8(ascii: scalar))
      case "\n": result += [92, 110]
      case "\r": result += [92, 114]
      case "\t": result += [92, 116]
      default:
        if scalar.value < 127, scalar.value >= 32 {
          result.append(UInt8(ascii: scalar))
        } else if isPrintable(scalar) {
          result += Unicode.UTF8.encode(scalar) ?? .encodedReplacementCharacter
        } else {
          result += escaped(scalar).utf8
        }
      }
    }
    result.append(UInt8(ascii: quote))
    return String(decoding: result, as: UTF8.self)
  }

  /// How many code points `repr` gives; it stops counting beyond `limit`.
  static func reprCount(_ text: String, limit: Int) -> Int {
    let quote = quote(for: text)
    var count = 2
    for scalar in text.unicodeScalars {
      switch scalar {
      case quote, "\\", "\n", "\r", "\t": count += 2
      default: count += isPrintable(scalar) ? 1 : escaped(scalar).utf8.count
      }
      if count > limit { break }
    }
    return count
  }

  private static func quote(for text: String) -> Unicode.Scalar {
    text.utf8.contains(39) && !text.utf8.contains(34) ? "\"" : "'"
  }

  /// A `repr` without anything beyond ASCII, as `ascii()` gives it.
  static func ascii(_ repr: String) -> String {
    guard !repr.utf8.allSatisfy({ $0 < 128 }) else { return repr }
    return repr.unicodeScalars.reduce(into: "") { result, scalar in
      if scalar.isASCII { result.unicodeScalars.append(scalar) } else { result += escaped(scalar) }
    }
  }

  /// `\xNN`, `\uNNNN` or `\UNNNNNNNN`.
  static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case ..<0x100: "\\x" + hex(scalar.value, 2)
    case ..<0x10000: "\\u" + hex(scalar.value, 4)
    default: "\\U" + hex(scalar.value, 8)
    }
  }

  /// Lower-case hexadecimal, at least `width` digits.
  static func hex(_ number: UInt32, _ width: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// `str.isprintable` of one code point.
  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 127 { return scalar.value >= 32 }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
      .spaceSeparator:
      return false
    default: return true
    }
  }

  /// What `str.isspace` and `str.strip()` call white space.
  static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 9...13, 28...32, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  /// What `str.splitlines` ends a line at.
  static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 10...13, 28...30, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// Code points compared as Python compares strings; the order of UTF-8 bytes is the same.
  static func compare(_ left: String, _ right: String) -> Int {
    var left = left
    var right = right
    return left.withUTF8 { a in
      right.withUTF8 { b in
        for position in 0..<min(a.count, b.count) where a[position] != b[position] {
          return a[position] < b[position] ? -1 : 1
        }
        return a.count < b.count ? -1 : (a.count == b.count ? 0 : 1)
      }
    }
  }

  /// Equality by code points: Swift's own `==` treats composed and decomposed accents alike.
  static func equal(_ left: String, _ right: String) -> Bool {
    guard left.utf8.count == right.utf8.count else { return false }
    let answer = left.utf8.withContiguousStorageIfAvailable { a in
      right.utf8.withContiguousStorageIfAvailable { b in
        guard let first = a.baseAddress, let second = b.baseAddress else { return true }
        return memcmp(first, second, a.count) == 0
      }
    }
    return (answer ?? nil) ?? left.utf8.elementsEqual(right.utf8)
  }

  /// Whether `needle` occurs in `text`, byte for byte.
  static func contains(_ text: String, _ needle: String) -> Bool {
    var (text, needle) = (text, needle)
    return needle.isEmpty
      || text.withUTF8 { bytes in needle.withUTF8 { firstByte(of: $0, in: bytes, from: 0) != nil } }
  }

  /// Where `needle` starts in `text`.
  static func firstByte(of needle: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
    guard let first = needle.first else { return text.startIndex }
    guard needle.count <= text.count else { return nil }
    var position = text.startIndex
    let last = text.endIndex - needle.count
    while position <= last {
      guard let found = text[position...last].firstIndex(of: first) else { return nil }
      if text[found..<found + needle.count].elementsEqual(needle) { return found }
      position = found + 1
    }
    return nil
  }

  /// Every occurrence of `needle` replaced, the first `limit` when it is not negative (`str.replace`).
  package static func replace(_ text: String, _ needle: String, with new: String, limit: Int = -1) -> String {
    if limit == 0 { return text }
    if needle.isEmpty { return interleaved(text, with: new, limit: limit) }
    var (text, needle, new) = (text, needle, new)
    return text.withUTF8 { bytes in
      needle.withUTF8 { wanted in
        new.withUTF8 { new in replace(bytes, wanted, with: new, limit: limit) }
      }
    } ?? text
  }

  /// `replace` of what a template gives: a fault when the text would grow beyond all bounds.
  static func boundedReplace(_ text: String, _ needle: String, with new: String, limit: Int = -1) throws -> String {
    let growth = new.utf8.count - needle.utf8.count
    var rounds = needle.isEmpty ? text.utf8.count + 1 : text.utf8.count / needle.utf8.count
    if limit >= 0 { rounds = min(rounds, limit) }
    let isLarge = rounds.multipliedReportingOverflow(by: max(0, growth))
    if isLarge.overflow || isLarge.partialValue > Limits.filterTextBytes {
      rounds = needle.isEmpty ? rounds : split(text, by: needle, limit: limit).count - 1
      let size = rounds.multipliedReportingOverflow(by: growth)
      guard !size.overflow, size.partialValue <= Limits.filterTextBytes else {
        throw TemplateFault("replacing gives more than \(Limits.filterTextBytes) bytes of text", kind: .limit)
      }
    }
    return replace(text, needle, with: new, limit: limit)
  }

  /// Nil when the needle does not occur.
  private static func replace(
    _ text: UnsafeBufferPointer<UInt8>, _ needle: UnsafeBufferPointer<UInt8>, with new: UnsafeBufferPointer<UInt8>,
    limit: Int
  ) -> String? {
    var places: [Int] = []
    var position = 0
    while limit < 0 || places.count < limit, let found = firstByte(of: needle, in: text, from: position) {
      places.append(found)
      position = found + needle.count
    }
    guard !places.isEmpty else { return nil }
    return String(unsafeUninitializedCapacity: text.count + places.count * (new.count - needle.count)) { target in
      var (read, written) = (0, 0)
      func copy(_ part: Swift.Slice<UnsafeBufferPointer<UInt8>>) {
        _ = target[written...].update(fromContentsOf: part)
        written += part.count
      }
      for place in places {
        copy(text[read..<place])
        copy(new[...])
        read = place + needle.count
      }
      copy(text[read...])
      return written
    }
  }

  private static func firstByte(
    of needle: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int? {
    guard let sought = needle.baseAddress, let base = text.baseAddress else { return nil }
    var position = start
    let last = text.count - needle.count
    while position <= last, let found = memchr(base + position, Int32(sought[0]), last - position + 1) {
      position = UnsafeRawPointer(found) - UnsafeRawPointer(base)
      if memcmp(base + position, sought, needle.count) == 0 { return position }
      position += 1
    }
    return nil
  }

  private static func interleaved(_ text: String, with new: String, limit: Int) -> String {
    var result = String.UnicodeScalarView()
    var left = limit
    for scalar in text.unicodeScalars {
      if left != 0 {
        result.append(contentsOf: new.unicodeScalars)
        left -= 1
      }
      result.append(scalar)
    }
    if left != 0 { result.append(contentsOf: new.unicodeScalars) }
    return String(result)
  }

  static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  /// Text without leading and trailing white space, or without the code points of `set`.
  package static func strip(
    _ text: String, _ set: String? = nil, leading: Bool = true, trailing: Bool = true
  ) -> String {
    let wanted = set.map { Set($0.unicodeScalars) }
    func drops(_ scalar: Unicode.Scalar) -> Bool { wanted?.contains(scalar) ?? isSpace(scalar) }
    var view = text.unicodeScalars[...]
    if leading { view = view.drop(while: drops) }
    if trailing { while let last = view.last, drops(last) { view.removeLast() } }
    return String(view)
  }

  /// The lines of a text as `str.splitlines` gives them.
  package static func lines(_ text: String, keepEnds: Bool = false) -> [String] {
    var text = text
    return text.withUTF8 { bytes in
      var lines: [String] = []
      var start = 0
      var position = 0
      while position < bytes.count {
        let size = lineEnd(in: bytes, at: position)
        position += max(1, size)
        guard size > 0 else { continue }
        let end = keepEnds ? position : position - size
        lines.append(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self))
        start = position
      }
      if start < bytes.count {
        lines.append(String(decoding: UnsafeBufferPointer(rebasing: bytes[start...]), as: UTF8.self))
      }
      return lines
    }
  }

  /// How many bytes the line end at a place has; 0 when there is none.
  private static func lineEnd(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int {
    func byte(_ offset: Int) -> UInt8 { position + offset < bytes.count ? bytes[position + offset] : 0 }
    switch bytes[position] {
    case 13: return byte(1) == 10 ? 2 : 1
    case 10...12, 28...30: return 1
    case 0xC2: return byte(1) == 0x85 ? 2 : 0
    case 0xE2: return byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9) ? 3 : 0
    default: return 0
    }
  }

  /// The parts of a text around `separator`, at most `limit` cuts when it is not negative.
  package static func split(_ text: String, by separator: String, limit: Int = -1) -> [String] {
    let wanted = Array(separator.utf8)
    let bytes = Array(text.utf8)
    var parts: [String] = []
    var position = 0
    while limit < 0 || parts.count < limit, !wanted.isEmpty,
      let found = firstByte(of: wanted, in: bytes[position...])
    {
      parts.append(String(decoding: bytes[position..<found], as: UTF8.self))
      position = found + wanted.count
    }
    parts.append(String(decoding: bytes[position...], as: UTF8.self))
    return parts
  }

  /// The words of a text, at most `limit` cuts when it is not negative (`str.split()`).
  package static func words(_ text: String, limit: Int = -1) -> [String] {
    var parts: [String] = []
    var rest = text.unicodeScalars.drop(while: isSpace)
    while !rest.isEmpty {
      if limit >= 0, parts.count == limit {
        parts.append(String(rest))
        break
      }
      let word = rest.prefix { !isSpace($0) }
      parts.append(String(word))
      rest = rest[word.endIndex...].drop(while: isSpace)
    }
    return parts
  }
}
