import FleetCore
import FleetSystem

/// The lines of an INI file under the hands of `ini_file`: the rules of `community.general.ini_file`, which edits lines
/// and leaves what it does not understand as it is.
struct INIEdit {
  /// A line that may be `option = value`, perhaps behind a comment sign.
  struct Entry {
    let isInactive: Bool
    let value: String
  }

  /// What a section must hold to be the one meant.
  struct Condition {
    let option: String
    let values: [String]
  }

  let section: String?
  let conditions: [Condition]
  let option: String?
  let isExclusive: Bool
  let separator: String
  let ignoresSpaces: Bool
  let allowsNoValue: Bool
  let changesInactive: Bool

  /// Each with its line feed.
  private(set) var lines: [String]
  private(set) var changed = false
  private(set) var message = "OK"
  private var values: [String]
  /// Lines of the section that were dealt with already.
  private var settled: [Bool] = []
  private var hasPlainOption = false

  init(_ module: INIFileModule, text: String) {
    section = (module.section ?? "").isEmpty ? nil : module.section
    conditions = module.conditions
    option = module.option
    isExclusive = module.exclusive
    separator = module.noExtraSpaces ? "=" : " = "
    ignoresSpaces = module.ignoresSpaces
    allowsNoValue = module.allowsNoValue
    changesInactive = module.changesInactive
    values = module.values.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    let plain = text.replacingSubstrings(of: "\r\n", with: "\n").replacingSubstrings(of: "\r", with: "\n")
    var parts = plain.fields(separatedBy: "\n")
    let last = parts.removeLast()
    lines = parts.map { $0 + "\n" }
    if !last.isEmpty {
      lines.append(last + "\n")
      changed = true
    }
    if lines.isEmpty { lines = ["\n"] }
  }

  mutating func apply(_ state: INIFileModule.State) {
    let range = sectionRange()
    var body = Array(lines[range ?? 0..<0])
    settled = Array(repeating: false, count: body.count)
    switch state {
    case .present:
      settleMatching(&body)
      if isExclusive, !allowsNoValue { settleRest(&body) }
      insert(&body)
    case .absent: remove(&body)
    }
    if let range { lines.replaceSubrange(range, with: body) }
    if range == nil, state == .present { addSection() }
  }

  /// The section's lines with its heading; those above the first heading when no section is named.
  private func sectionRange() -> Range<Int>? {
    guard let section else {
      let end = lines.firstIndex { $0.hasPrefix("[") } ?? lines.count
      return holds(lines[..<end]) ? 0..<end : nil
    }
    var start: Int?
    for (number, line) in lines.enumerated() where line.hasPrefix("[") {
      if let begun = start, holds(lines[begun..<number]) { return begun..<number }
      start = isHeading(line, section) ? number : nil
    }
    guard let start, holds(lines[start...]) else { return nil }
    return start..<lines.count
  }

  private func isHeading(_ line: String, _ name: String) -> Bool {
    guard let end = line.firstIndex(of: "]") else { return false }
    let wanted = name.trimmingSpace()
    if !wanted.contains("]") { return line[..<end].dropFirst().trimmingSpace() == wanted }
    return line.dropFirst().trimmingSpace().hasPrefix(wanted + "]")
  }

  private func holds(_ body: ArraySlice<String>) -> Bool {
    conditions.allSatisfy { condition in
      body.contains { line in
        guard let entry = Self.entry(condition.option, line, inactive: true) else { return false }
        return condition.values.isEmpty || condition.values.contains(entry.value)
      }
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

  /// `option`, spaces, `=`, value; the sign may be missing at the line's end.
  static func entry(_ option: String, _ line: String, inactive: Bool) -> Entry? {
    var rest = Substring(line).utf8.drop(while: isBlank)
    var isInactive = false
    if inactive, let first = rest.first, first == UInt8(ascii: "#") || first == UInt8(ascii: ";") {
      isInactive = true
      rest = rest.dropFirst().drop(while: isBlank)
    }
    guard rest.starts(with: option.utf8) else { return nil }
    rest = rest.dropFirst(option.utf8.count).drop(while: isBlank)
    if let sign = rest.first {
      if sign == UInt8(ascii: "=") {
        rest = rest.dropFirst()
      } else if !(sign == 10 && rest.count == 1) {
        return nil
      }
    }
    rest = rest.drop(while: isBlank)
    return Entry(isInactive: isInactive, value: String(Substring(rest.prefix { $0 != 10 })))
  }

  private func entry(_ line: String) -> Entry? {
    option.flatMap { Self.entry($0, line, inactive: changesInactive) }
  }

  private func assignment(_ value: String) -> String { (option ?? "") + separator + value + "\n" }

  private mutating func put(_ line: String, at number: Int, in body: inout [String]) {
    var isOther = body[number] != line
    if ignoresSpaces, let option, let old = Self.entry(option, body[number], inactive: true), !old.isInactive {
      isOther = old.value != Self.entry(option, line, inactive: true)?.value
    }
    if isOther {
      body[number] = line
      changed = true
      message = "option changed"
    }
    settled[number] = true
  }

  /// First the lines that have a wanted value already.
  private mutating func settleMatching(_ body: inout [String]) {
    guard let option else { return }
    for number in body.indices {
      guard let found = entry(body[number]) else { continue }
      if let position = values.firstIndex(of: found.value) {
        let isPlain = found.value.isEmpty && allowsNoValue
        if isPlain { hasPlainOption = true }
        put(isPlain ? option + "\n" : assignment(found.value), at: number, in: &body)
        values.remove(at: position)
      } else if values.isEmpty, allowsNoValue {
        put(option + "\n", at: number, in: &body)
        hasPlainOption = true
        return
      }
    }
  }

  /// Then other lines of the option take the values that are left, and the rest goes.
  private mutating func settleRest(_ body: inout [String]) {
    for number in body.indices where !values.isEmpty && !settled[number] && entry(body[number]) != nil {
      put(assignment(values.removeFirst()), at: number, in: &body)
    }
    // The first line is the section's heading, or in its place.
    let first = section == nil ? 0 : 1
    for number in body.indices.reversed() where number >= first && !settled[number] && entry(body[number]) != nil {
      body.remove(at: number)
      settled.remove(at: number)
      changed = true
      message = "option changed"
    }
  }

  /// What is still missing, behind the section's last line that says something.
  private mutating func insert(_ body: inout [String]) {
    guard let option else { return }
    let added: [String]
    if !values.isEmpty {
      added = values.map(assignment)
    } else if allowsNoValue, !hasPlainOption {
      added = [option + "\n"]
    } else {
      return
    }
    let last = body.lastIndex { line in
      let text = line.trimmingSpace()
      return !text.isEmpty && !text.hasPrefix("#") && !text.hasPrefix(";")
    }
    // Without a section the file's top is a place as good as a heading.
    guard let place = last.map({ $0 + 1 }) ?? (section == nil ? 0 : nil) else { return }
    body.insert(contentsOf: added, at: place)
    changed = true
    message = "option added"
  }

  private mutating func remove(_ body: inout [String]) {
    let before = body
    if let option {
      if isExclusive {
        body.removeAll { Self.entry(option, $0, inactive: false) != nil }
      } else if !values.isEmpty {
        body.removeAll { line in
          Self.entry(option, line, inactive: false).map { values.contains($0.value) } ?? false
        }
      }
      if body != before { message = "option changed" }
    } else if !body.isEmpty || section == nil {
      body = []
      message = "section removed"
      changed = true
    }
    if body != before { changed = true }
  }

  private mutating func addSection() {
    message = "section and option added"
    if let section { lines.append("[\(section)]\n") }
    for condition in conditions {
      if condition.option != option {
        lines += condition.values.map { condition.option + separator + $0 + "\n" }
        if condition.values.isEmpty, allowsNoValue { lines.append(condition.option + "\n") }
      } else if !isExclusive {
        for value in condition.values where !values.contains(value) { values.append(value) }
      }
    }
    if option != nil, !values.isEmpty {
      lines += values.map(assignment)
    } else if let option, allowsNoValue {
      lines.append(option + "\n")
    } else {
      message = "only section added"
    }
    changed = true
  }
}
