import CPCRE2
import FleetCore
import FleetModuleKit

/// A regular expression in Python's `re` dialect over bytes, matched by PCRE2 with a bound on its steps.
final class Pattern {
  enum Kind {
    /// Python's `bytes` patterns: classes are ASCII, a byte is a character.
    case bytes
    /// Python's `str` patterns over valid UTF-8.
    case text
  }

  struct Match {
    /// Of the whole, then of each group; nil where a group took no part.
    let ranges: [Range<Int>?]
    var range: Range<Int> { ranges[0] ?? 0..<0 }
  }

  private let code: OpaquePointer
  private let data: OpaquePointer?
  private let kind: Kind
  private let source: String
  let groupCount: Int
  let groupNames: [String: Int]

  init(_ source: String, _ kind: Kind, multiline: Bool = false, dotAll: Bool = false) throws(ModuleFailure) {
    self.source = source
    self.kind = kind
    let translated = Self.translate(source)
    // Python's `^` matches behind a last line feed, too.
    var options = UInt32(PCRE2_NEVER_BACKSLASH_C) | UInt32(PCRE2_ALT_CIRCUMFLEX)
    if kind == .text { options |= UInt32(PCRE2_UTF) | UInt32(PCRE2_UCP) }
    if multiline { options |= UInt32(PCRE2_MULTILINE) }
    if dotAll { options |= UInt32(PCRE2_DOTALL) }
    let context = pcre2_compile_context_create_8(nil)
    defer { pcre2_compile_context_free_8(context) }
    pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
    var fault: Int32 = 0
    var place = 0
    guard let code = pcre2_compile_8(translated, translated.count, options, &fault, &place, context) else {
      throw ModuleFailure("Invalid regular expression: \(Self.words(fault)) at position \(place) of '\(source)'")
    }
    self.code = code
    data = pcre2_match_data_create_from_pattern_8(code, nil)
    var count: UInt32 = 0
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &count)
    groupCount = Int(count)
    groupNames = Self.names(of: code)
  }

  deinit {
    pcre2_match_data_free_8(data)
    pcre2_code_free_8(code)
  }

  /// The first match from `start` on; `atStart` takes only one right there (`re.match`).
  func match(
    in text: [UInt8], from start: Int = 0, atStart: Bool = false, notEmpty: Bool = false
  ) throws(ModuleFailure) -> Match? {
    guard start <= text.count else { return nil }
    let context = pcre2_match_context_create_8(nil)
    defer { pcre2_match_context_free_8(context) }
    pcre2_set_match_limit_8(context, Limits.regexSteps)
    var options: UInt32 = kind == .text ? UInt32(PCRE2_NO_UTF_CHECK) : 0
    if atStart { options |= UInt32(PCRE2_ANCHORED) }
    if notEmpty { options |= UInt32(PCRE2_NOTEMPTY_ATSTART) }
    let answer = pcre2_match_8(code, text, text.count, start, options, data, context)
    if answer == PCRE2_ERROR_NOMATCH { return nil }
    guard answer >= 0, let vector = pcre2_get_ovector_pointer_8(data) else {
      throw ModuleFailure("the regular expression '\(source)' could not be matched: \(Self.words(answer))")
    }
    var ranges: [Range<Int>?] = []
    for group in 0...groupCount {
      let (from, to) = (Int(vector[2 * group]), Int(vector[2 * group + 1]))
      ranges.append(from < 0 || from > to ? nil : from..<to)
    }
    return Match(ranges: ranges)
  }

  func isFound(in text: [UInt8]) throws(ModuleFailure) -> Bool { try match(in: text) != nil }

  /// All matches replaced by an expanded template, and their number (`re.subn`).
  func replacingAll(in text: [UInt8], with template: PatternTemplate) throws(ModuleFailure) -> (
    text: [UInt8], count: Int
  ) {
    var result: [UInt8] = []
    var count = 0
    var copied = 0
    var position = 0
    var wasEmpty = false
    while let found = try match(in: text, from: position, notEmpty: wasEmpty) {
      let range = found.range
      result += text[copied..<range.lowerBound]
      result += template.expand(found, in: text)
      count += 1
      copied = range.upperBound
      position = range.upperBound
      wasEmpty = range.isEmpty
    }
    result += text[copied...]
    return (result, count)
  }

  private static func words(_ code: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    pcre2_get_error_message_8(code, &buffer, buffer.count)
    return String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func names(of code: OpaquePointer) -> [String: Int] {
    var count: UInt32 = 0
    var size: UInt32 = 0
    var table: UnsafePointer<UInt8>?
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count)
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &size)
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
    guard let table else { return [:] }
    var names: [String: Int] = [:]
    for entry in 0..<Int(count) {
      let start = table + entry * Int(size)
      let name = UnsafeBufferPointer(start: start + 2, count: Int(size) - 2).prefix { $0 != 0 }
      names[String(decoding: name, as: UTF8.self)] = Int(start[0]) << 8 | Int(start[1])
    }
    return names
  }

  /// Python's dialect as PCRE2 reads it: `\Z` is the very end, `{,n}` is `{0,n}`, `\uXXXX` is a character.
  private static func translate(_ source: String) -> [UInt8] {
    let bytes = Array(source.utf8)
    var result: [UInt8] = []
    var position = 0
    var isInClass = false
    while position < bytes.count {
      let byte = bytes[position]
      let next = position + 1 < bytes.count ? bytes[position + 1] : 0
      switch (byte, next) {
      case (UInt8(ascii: "\\"), UInt8(ascii: "Z")) where !isInClass:
        result += Array("\\z".utf8)
        position += 2
      case (UInt8(ascii: "\\"), UInt8(ascii: "u")) where position + 6 <= bytes.count:
        result += Array("\\x{".utf8) + bytes[(position + 2)..<(position + 6)] + Array("}".utf8)
        position += 6
      case (UInt8(ascii: "\\"), _):
        result += bytes[position..<min(position + 2, bytes.count)]
        position += 2
      case (UInt8(ascii: "{"), UInt8(ascii: ",")) where !isInClass:
        result += Array("{0,".utf8)
        position += 2
      case (UInt8(ascii: "["), _):
        if isInClass {
          // A bracket within a class is itself in Python; PCRE2 would read `[:` as a class's name.
          result.append(UInt8(ascii: "\\"))
        }
        result.append(byte)
        position += 1
        if !isInClass {
          isInClass = true
          if position < bytes.count, bytes[position] == UInt8(ascii: "^") {
            result.append(bytes[position])
            position += 1
          }
          if position < bytes.count, bytes[position] == UInt8(ascii: "]") {
            result += Array("\\]".utf8)
            position += 1
          }
        }
      case (UInt8(ascii: "]"), _):
        isInClass = false
        result.append(byte)
        position += 1
      default:
        result.append(byte)
        position += 1
      }
    }
    return result
  }
}
