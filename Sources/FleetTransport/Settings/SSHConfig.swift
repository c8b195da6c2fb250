import FleetCore
import Glibc

/// ssh_config files, read as OpenSSH reads them: blocks by `Host` and `Match`, the first value wins.
struct SSHConfig: Sendable {
  /// A condition and the options under it.
  private struct Block: Sendable {
    enum Condition: Sendable {
      case always
      case host([Substring])
      /// `Match host`, `originalhost`, `user`, `all`; nil when it asks for something that is not known here.
      case match([(key: String, patterns: [Substring])]?)
    }
    var condition: Condition
    /// The conditions of the blocks that include this file, which must hold too.
    var outer: [Condition]
    var options: [(name: String, value: String)] = []
  }

  private var blocks: [Block] = []
  /// Faults and blocks that were passed over, with file and line.
  private(set) var warnings: [String] = []

  init() {}

  /// Reads a file; one that is not there is empty. `home` is for `~` and for Include's relative names.
  mutating func read(_ path: String, home: String) {
    read(path, folder: Self.folder(of: path), home: home, outer: [], depth: 0)
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  private mutating func read(
    _ path: String, folder: String, home: String, outer: [Block.Condition], depth: Int
  ) {
    guard let text = LocalFile.text(path) else { return }
    var current = Block.Condition.always
    blocks.append(Block(condition: current, outer: outer))
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard let (name, value) = Self.nameAndValue(line) else { continue }
      switch name.lowercased() {
      case "host":
        current = .host(value.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\"" }))
        blocks.append(Block(condition: current, outer: outer))
      case "match":
        let conditions = Self.match(value)
        if conditions == nil {
          warnings.append("\(path):\(number + 1): `Match \(value)` is not supported and is passed over")
        }
        current = .match(conditions)
        blocks.append(Block(condition: current, outer: outer))
      case "include":
        guard depth < Limits.includeDepth else { continue }
        for pattern in Words.split(value) {
          for file in Self.expand(pattern, folder: folder, home: home) {
            read(file, folder: folder, home: home, outer: outer + [current], depth: depth + 1)
          }
        }
        blocks.append(Block(condition: current, outer: outer))
      default: blocks[blocks.count - 1].options.append((name, value))
      }
    }
  }

  /// `Name value` or `Name = value`; quotes around the value fall away. nil for blank lines and comments.
  static func nameAndValue(_ line: Substring) -> (String, String)? {
    let trimmed = line.drop { $0 == " " || $0 == "\t" }
    guard let first = trimmed.first, first != "#" else { return nil }
    let name = trimmed.prefix { $0 != " " && $0 != "\t" && $0 != "=" }
    var value = trimmed[name.endIndex...].drop { $0 == " " || $0 == "\t" }
    if value.first == "=" { value = value.dropFirst().drop { $0 == " " || $0 == "\t" } }
    while let last = value.last, last.isWhitespace { value = value.dropLast() }
    if value.count >= 2, value.first == "\"", value.last == "\"", !value.dropFirst().dropLast().contains("\"") {
      value = value.dropFirst().dropLast()
    }
    return name.isEmpty || value.isEmpty ? nil : (String(name), String(value))
  }

  private static func match(_ text: String) -> [(key: String, patterns: [Substring])]? {
    var words = Words.split(text)[...]
    var found: [(key: String, patterns: [Substring])] = []
    while let key = words.popFirst()?.lowercased() {
      switch key {
      case "all": found.append((key, []))
      case "host", "originalhost", "user":
        guard let list = words.popFirst() else { return nil }
        found.append((key, list.split(separator: ",")))
      default: return nil
      }
    }
    return found
  }

  private static func expand(_ pattern: String, folder: String, home: String) -> [String] {
    var path = pattern
    if path.hasPrefix("~/") {
      path = home + path.dropFirst()
    } else if !path.hasPrefix("/") {
      path = "\(folder)/\(path)"
    }
    var list = glob_t()
    defer { globfree(&list) }
    guard glob(path, 0, nil, &list) == 0, let paths = list.gl_pathv else { return [] }
    return (0..<Int(list.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }
  }

  /// The options for a destination as it was written, and what came before (the command line).
  func options(for host: String, user: String, before: SSHOptions) -> SSHOptions {
    var result = before
    for block in blocks where (block.outer + [block.condition]).allSatisfy({ holds($0, host, user, result) }) {
      for (name, value) in block.options { result.add(name, value) }
    }
    return result
  }

  private func holds(_ condition: Block.Condition, _ host: String, _ user: String, _ soFar: SSHOptions) -> Bool {
    switch condition {
    case .always: return true
    case .host(let patterns): return HostPattern.matches(host, patterns)
    case .match(nil): return false
    case .match(let conditions?):
      return conditions.allSatisfy { key, patterns in
        switch key {
        case "all": true
        case "host": HostPattern.matches(soFar.first("hostname") ?? host, patterns)
        case "user": HostPattern.matches(soFar.first("user") ?? user, patterns)
        default: HostPattern.matches(host, patterns)
        }
      }
    }
  }
}
