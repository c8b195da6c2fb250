import CPCRE2
import FleetCore

/// Finds the matches of one text one after the other, as `re.finditer` does. What PCRE2 works with is made once, and
/// the text is trusted to be UTF-8: a check for each match would make many matches cost the square of the text.
struct RegexScan: ~Copyable {
  private let regex: Regex
  private let text: [UInt8]
  private let data: OpaquePointer?
  private let context: OpaquePointer?
  private var position = 0
  /// After an empty match the next one must not be the same.
  private var notEmpty = false

  /// `text` must come from a `String`: that is always well-formed.
  init(_ regex: Regex, in text: [UInt8]) {
    self.regex = regex
    self.text = text
    data = pcre2_match_data_create_from_pattern_8(regex.code, nil)
    context = pcre2_match_context_create_8(nil)
    pcre2_set_match_limit_8(context, Limits.regexSteps)
  }

  deinit {
    pcre2_match_data_free_8(data)
    pcre2_match_context_free_8(context)
  }

  /// The next match; nil behind the last one. A fault when the expression needs more than the allowed steps.
  mutating func next(anchor: Regex.Anchor = .anywhere) throws -> RegexMatch? {
    var options = UInt32(PCRE2_NO_UTF_CHECK)
    if notEmpty { options |= UInt32(PCRE2_NOTEMPTY_ATSTART) }
    if anchor != .anywhere { options |= UInt32(PCRE2_ANCHORED) }
    if anchor == .whole { options |= UInt32(PCRE2_ENDANCHORED) }
    let answer = pcre2_match_8(regex.code, text, text.count, position, options, data, context)
    if answer == PCRE2_ERROR_NOMATCH { return nil }
    guard answer >= 0, let vector = pcre2_get_ovector_pointer_8(data) else { throw regex.matchFault(answer) }
    var groups: [Range<Int>?] = []
    groups.reserveCapacity(regex.groupCount + 1)
    for group in 0...regex.groupCount {
      let (from, to) = (Int(vector[2 * group]), Int(vector[2 * group + 1]))
      groups.append(from < 0 || from > to ? nil : from..<to)
    }
    let match = RegexMatch(text: text, groups: groups)
    position = match.range.upperBound
    notEmpty = match.range.isEmpty
    return match
  }
}
