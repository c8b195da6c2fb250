import FleetCore

/// A host pattern as `hosts:` and `--limit` hold it, taken apart: `web:&prod:!db`, `all,!localhost`, `web[0]`, `~re`.
package struct HostPattern: Sendable {
  /// Parts without modifier first, then `&`, then `!`, as Ansible applies them.
  let parts: [Part]

  struct Part: Sendable {
    enum Effect: Sendable { case add, keep, remove }
    let text: String
    let effect: Effect
  }

  package init(_ texts: [String]) { self.init(parts: texts.flatMap(Self.split)) }
  package init(_ text: String) { self.init([text]) }

  private init(parts texts: [String]) {
    var (added, kept, removed) = ([Part](), [Part](), [Part]())
    for text in texts {
      switch text.first {
      case "!": removed.append(Part(text: String(text.dropFirst()), effect: .remove))
      case "&": kept.append(Part(text: String(text.dropFirst()), effect: .keep))
      case nil: continue
      default: added.append(Part(text: text, effect: .add))
      }
    }
    if added.isEmpty { added = [Part(text: "all", effect: .add)] }
    parts = added + kept + removed
  }

  /// The single patterns of a text: parted by commas, or, when it is no address by itself, by colons outside brackets
  /// (`split_host_pattern`).
  static func split(_ text: String) -> [String] {
    if text.contains(",") {
      return text.split(separator: ",").map { $0.trimmingWhitespace }.filter { !$0.isEmpty }
    }
    if HostAddress(text, allowsRanges: true) != nil { return [text] }
    var parts: [String] = []
    var current = ""
    var isInside = false
    for character in text {
      if isInside {
        current.append(character)
        if character == "]" { isInside = false }
      } else if character == "[" {
        isInside = true
        current.append(character)
      } else if character == ":" || character == "]" || character.isWhitespace {
        if !current.isEmpty { parts.append(current) }
        current = ""
      } else {
        current.append(character)
      }
    }
    if !current.isEmpty { parts.append(current) }
    return parts
  }

  /// `name[1]`, `name[-1]`, `name[0:2]`, `name[2:]`: the pattern before and the positions it selects.
  static func subscripted(_ text: String) -> (pattern: String, selects: ((Int) -> Range<Int>?)?) {
    guard !text.hasPrefix("~"), text.hasSuffix("]"), let open = text.lastIndex(of: "["), open > text.startIndex else {
      return (text, nil)
    }
    let pattern = String(text[..<open])
    let inside = String(text[text.index(after: open)...].dropLast())
    if let index = Int(inside), inside.first != "+" {
      return (
        pattern,
        { count in
          let position = index < 0 ? count + index : index
          return (0..<count).contains(position) ? position..<position + 1 : nil
        }
      )
    }
    guard let mark = inside.firstIndex(where: { $0 == ":" || $0 == "-" }), let start = Int(inside[..<mark]) else {
      return (text, nil)
    }
    let tail = inside[inside.index(after: mark)...]
    guard tail.isEmpty || Int(tail) != nil else { return (text, nil) }
    let end = Int(tail)
    return (
      pattern,
      { count in
        // An end of 0 counts as none in Ansible: `web[0:0]` is the first host.
        guard let end else { return min(start, count)..<max(min(start, count), count) }
        if end == 0 { return (0..<count).contains(start) ? start..<start + 1 : nil }
        return min(start, count)..<max(min(start, count), min(end + 1, count))
      }
    )
  }
}

extension StringProtocol {
  /// Without the white space at both ends.
  var trimmingWhitespace: String {
    let start = drop { $0.isWhitespace }
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }
}
