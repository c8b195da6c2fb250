import CPCRE2
import FleetCore
import Synchronization

/// A regular expression in Python's `re` dialect, matched by PCRE2 with a bound on its steps.
package final class Regex: @unchecked Sendable {
  /// Python's `re` flags.
  package struct Flags: OptionSet, Hashable, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    package static let ignoreCase = Flags(rawValue: 1)
    package static let multiline = Flags(rawValue: 2)
    package static let dotAll = Flags(rawValue: 4)
    package static let verbose = Flags(rawValue: 8)
  }

  private struct Key: Hashable {
    let pattern: String
    let flags: Flags
  }

  private static let cacheEntries = 512
  private static let cache = Mutex<[Key: Regex]>([:])

  package let pattern: String
  /// Groups that capture, without the whole match.
  package let groupCount: Int
  /// Named groups and their numbers.
  package let groupNames: [String: Int]
  let code: OpaquePointer

  /// The compiled expression, from the cache when it was asked for before.
  package static func compile(_ pattern: String, _ flags: Flags = []) throws -> Regex {
    let key = Key(pattern: pattern, flags: flags)
    if let known = cache.withLock({ $0[key] }), PythonText.equal(known.pattern, pattern) { return known }
    let regex = try Regex(pattern, flags)
    cache.withLock { entries in
      if entries.count >= cacheEntries { entries.removeAll() }
      entries[key] = regex
    }
    return regex
  }

  private init(_ pattern: String, _ flags: Flags) throws {
    self.pattern = pattern
    var translator = RegexTranslator(pattern)
    let translated = Array(try translator.translate().utf8)
    // Python's `^` matches after a newline at the very end, too.
    var options = UInt32(PCRE2_UTF) | UInt32(PCRE2_ALT_CIRCUMFLEX)
    if !translator.isASCII { options |= UInt32(PCRE2_UCP) }
    if flags.contains(.ignoreCase) { options |= UInt32(PCRE2_CASELESS) }
    if flags.contains(.multiline) { options |= UInt32(PCRE2_MULTILINE) }
    if flags.contains(.dotAll) { options |= UInt32(PCRE2_DOTALL) }
    if flags.contains(.verbose) { options |= UInt32(PCRE2_EXTENDED) }
    let context = pcre2_compile_context_create_8(nil)
    defer { pcre2_compile_context_free_8(context) }
    pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
    var fault: Int32 = 0
    var place = 0
    guard let code = pcre2_compile_8(translated, translated.count, options, &fault, &place, context) else {
      var buffer = [UInt8](repeating: 0, count: 256)
      pcre2_get_error_message_8(fault, &buffer, buffer.count)
      var words = String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
      // Python's words, which playbooks look for.
      if words == "quantifier does not follow a repeatable item" { words = "nothing to repeat" }
      throw TemplateFault(
        "the regular expression `\(pattern)` is not valid: \(words) at position \(place)", kind: .value)
    }
    self.code = code
    var count: UInt32 = 0
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &count)
    groupCount = Int(count)
    groupNames = Self.names(of: code)
  }

  deinit { pcre2_code_free_8(code) }

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

  /// How a match may start.
  package enum Anchor: Sendable {
    /// `re.search`
    case anywhere
    /// `re.match`
    case start
    /// `re.fullmatch`
    case whole
  }

  /// The first match in `text`, which must be well-formed UTF-8.
  package func match(in text: [UInt8], anchor: Anchor = .anywhere) throws -> RegexMatch? {
    var scan = RegexScan(self, in: text)
    return try scan.next(anchor: anchor)
  }

  func matchFault(_ answer: Int32) -> TemplateFault {
    if answer == PCRE2_ERROR_MATCHLIMIT || answer == PCRE2_ERROR_DEPTHLIMIT || answer == PCRE2_ERROR_HEAPLIMIT {
      return TemplateFault(
        "the regular expression `\(pattern)` needs more than \(Limits.regexSteps) steps on this text", kind: .limit,
        help: ["nested repetitions such as `(a+)+` try every way to share the text; write it without nesting"])
    }
    var buffer = [UInt8](repeating: 0, count: 256)
    pcre2_get_error_message_8(answer, &buffer, buffer.count)
    let words = String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
    return TemplateFault("the regular expression `\(pattern)` failed: \(words)", kind: .value)
  }

  package func match(in text: String, anchor: Anchor = .anywhere) throws -> RegexMatch? {
    try match(in: Array(text.utf8), anchor: anchor)
  }

  /// Every match one after the other, as `re.finditer` gives them.
  package func matches(in text: [UInt8], limit: Int = .max) throws -> [RegexMatch] {
    var found: [RegexMatch] = []
    var scan = RegexScan(self, in: text)
    while found.count < limit, let match = try scan.next() {
      guard found.count < Limits.sequenceElements else {
        throw TemplateFault("more than \(Limits.sequenceElements) matches", kind: .limit)
      }
      found.append(match)
    }
    return found
  }

  /// `re.subn`: the text with matches replaced, and how many there were. `count` 0 replaces all.
  package func replace(in text: String, with replacement: String, count: Int = 0) throws -> (text: String, count: Int) {
    let template = try RegexReplacement(replacement, for: self)
    let bytes = Array(text.utf8)
    var scan = RegexScan(self, in: bytes)
    var result: [UInt8] = []
    var position = 0
    var found = 0
    while count <= 0 || found < count, let match = try scan.next() {
      found += 1
      result += bytes[position..<match.range.lowerBound]
      template.append(for: match, to: &result)
      position = match.range.upperBound
      guard result.count <= Limits.filterTextBytes else {
        throw TemplateFault("the replaced text grows beyond \(Limits.filterTextBytes) bytes", kind: .limit)
      }
    }
    guard found > 0 else { return (text, 0) }
    result += bytes[position...]
    return (String(decoding: result, as: UTF8.self), found)
  }
}

/// One match: where the whole and each group lie, in bytes.
package struct RegexMatch: Sendable {
  let text: [UInt8]
  let groups: [Range<Int>?]

  package var range: Range<Int> { groups[0] ?? 0..<0 }

  /// The text of a group, nil when it took no part.
  package func group(_ number: Int) -> String? {
    guard groups.indices.contains(number), let range = groups[number] else { return nil }
    return String(decoding: text[range], as: UTF8.self)
  }
}
