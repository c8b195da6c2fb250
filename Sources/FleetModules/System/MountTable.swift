import FleetCore
import FleetModuleKit
import FleetSystem

/// fstab, line by line.
struct MountTable {
  /// A line of six fields.
  struct Entry: Equatable {
    var source: String
    var path: String
    var kind: String
    var options: String
    var dump: String
    var pass: String

    var line: String {
      [source, path, kind, options].map(MountTable.escaped).joined(separator: " ") + " \(dump) \(pass)"
    }

    init(source: String, path: String, kind: String, options: String, dump: String, pass: String) {
      self.source = source
      self.path = path
      self.kind = kind
      self.options = options
      self.dump = dump
      self.pass = pass
    }

    /// nil for remarks and lines of another kind.
    init?(_ line: String) {
      let words = line.words()
      guard (4...6).contains(words.count), !words[0].hasPrefix("#") else { return nil }
      let fields = words.map(MountFacts.unescaped)
      self.init(
        source: fields[0], path: fields[1], kind: fields[2], options: fields[3],
        dump: fields.count > 4 ? fields[4] : "0", pass: fields.count > 5 ? fields[5] : "0")
    }
  }

  private var lines: [String]

  init(_ text: String) { lines = text.lines() }

  var text: String { lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n" }

  static func escaped(_ field: String) -> String {
    field.replacingSubstrings(of: " ", with: "\\040").replacingSubstrings(of: "&", with: "\\046")
  }

  /// Swap and the like share the path `none`: there the source tells them apart.
  private func isSame(_ entry: Entry, path: String, source: String?) -> Bool {
    guard entry.path == path else { return false }
    return path != "none" && path != "swap" || source == nil || entry.source == source
  }

  /// Whether the table changed.
  mutating func set(_ entry: Entry) -> Bool {
    var isFound = false
    var hasChanged = false
    for place in lines.indices {
      guard let now = Entry(lines[place]), isSame(now, path: entry.path, source: entry.source) else { continue }
      isFound = true
      if now != entry {
        lines[place] = entry.line
        hasChanged = true
      }
    }
    if !isFound {
      lines.append(entry.line)
      hasChanged = true
    }
    return hasChanged
  }

  mutating func remove(path: String, source: String?) -> Bool {
    let before = lines.count
    lines = lines.filter { line in Entry(line).map { !isSame($0, path: path, source: source) } ?? true }
    return lines.count != before
  }
}
