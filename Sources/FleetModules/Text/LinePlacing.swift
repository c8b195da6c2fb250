import FleetModuleKit

/// Where `lineinfile` puts its line: Ansible's rules, step by step.
struct LinePlacing {
  let line: [UInt8]
  let regexp: Pattern?
  let searchString: [UInt8]?
  let insertAfter: String?
  let insertBefore: String?
  /// The line as a replacement for what `regexp` matched (`backrefs`).
  let template: String?
  let firstMatch: Bool

  /// What was found: the line to replace, and the place to insert at.
  private struct Finding {
    var replaced: Int?
    var match: Pattern.Match?
    var isMatched = false
    var insertion: Int?
  }

  /// Changes the lines; the message, or nil when nothing changed.
  func apply(to lines: inout [[UInt8]]) throws(ModuleFailure) -> String? {
    let finding = try find(in: lines)
    let whole = line + [10]
    if let place = finding.replaced {
      var new = line
      if let template, let regexp, let match = finding.match {
        new = try PatternTemplate(template, for: regexp).expand(match, in: lines[place])
      }
      if new.last != 10 { new.append(10) }
      guard lines[place] != new else { return nil }
      lines[place] = new
      return "line replaced"
    }
    if template != nil { return nil }
    if insertBefore == "BOF" || insertAfter == "BOF" {
      lines.insert(whole, at: 0)
      return "line added"
    }
    guard insertAfter != "EOF", let place = finding.insertion else {
      if let last = lines.last, last.last != 10, last.last != 13 { lines.append([10]) }
      lines.append(whole)
      return "line added"
    }
    if insertAfter != nil, insertAfter != "" {
      if place == lines.count {
        guard !TextLines.trimmed(lines[place - 1]).elementsEqual(line) else { return nil }
        // Python appends behind a last line without an end, and so makes one line of two.
        lines.append(whole)
        return "line added"
      }
      guard !TextLines.trimmed(lines[place]).elementsEqual(line) else { return nil }
    }
    lines.insert(whole, at: place)
    return "line added"
  }

  private func find(in lines: [[UInt8]]) throws(ModuleFailure) -> Finding {
    var finding = Finding()
    for (number, current) in lines.enumerated() {
      if let regexp {
        guard let match = try regexp.match(in: current) else { continue }
        finding.match = match
      } else if let searchString {
        guard TextLines.contains(current, searchString) else { continue }
      } else {
        break
      }
      finding.replaced = number
      finding.isMatched = true
      if firstMatch { break }
    }
    if !finding.isMatched { try findPlace(in: lines, &finding) }
    return finding
  }

  private func findPlace(in lines: [[UInt8]], _ finding: inout Finding) throws(ModuleFailure) {
    let marker: Pattern?
    if let insertAfter, insertAfter != "BOF", insertAfter != "EOF" {
      marker = try Pattern(insertAfter, .bytes)
    } else if let insertBefore, insertBefore != "BOF" {
      marker = try Pattern(insertBefore, .bytes)
    } else {
      marker = nil
    }
    for (number, current) in lines.enumerated() {
      if TextLines.trimmed(current).elementsEqual(line) {
        finding.replaced = number
      } else if let marker, try marker.isFound(in: current) {
        finding.insertion = insertAfter != nil && insertAfter != "" ? number + 1 : number
        if firstMatch { break }
      }
    }
  }
}
