import FleetCore

/// The four ways Ansible reads version numbers.
enum VersionNumber {
  /// Below, at or above zero. Loose versions whose parts cannot be ordered can still be unequal.
  static func compare(_ left: String, _ right: String, kind: String, onlyEquality: Bool) throws -> Int {
    switch kind {
    case "loose": return try looseOrder(loose(left), loose(right), onlyEquality)
    case "strict": return try order(strict(left), strict(right))
    case "semver", "semantic": return try semanticOrder(semantic(left), semantic(right))
    case "pep440": return try order(pep440(left), pep440(right))
    default:
      throw TemplateFault(
        "Invalid version type (\(kind)). Must be one of 'loose', 'strict', 'semver', 'semantic', 'pep440'")
    }
  }

  private enum Part: Equatable {
    case number(Int)
    case word(String)
  }

  private static func loose(_ text: String) throws -> [Part] {
    let bytes = Array(text.utf8)
    var parts: [Part] = []
    var position = 0
    for match in try Regex.compile(#"(\d+|[a-z]+|\.)"#).matches(in: bytes) {
      if position < match.range.lowerBound {
        parts.append(.word(String(decoding: bytes[position..<match.range.lowerBound], as: UTF8.self)))
      }
      let piece = match.group(0) ?? ""
      if piece != "." { parts.append(Int(piece).map { .number($0) } ?? .word(piece)) }
      position = match.range.upperBound
    }
    if position < bytes.count { parts.append(.word(String(decoding: bytes[position...], as: UTF8.self))) }
    return parts
  }

  private static func looseOrder(_ left: [Part], _ right: [Part], _ onlyEquality: Bool) throws -> Int {
    if left == right { return 0 }
    for (a, b) in zip(left, right) where a != b {
      switch (a, b) {
      case (.number(let x), .number(let y)): return x < y ? -1 : 1
      case (.word(let x), .word(let y)): return PythonText.compare(x, y)
      default:
        let (x, y) = if case .number = a { ("int", "str") } else { ("str", "int") }
        throw TemplateFault("'<' not supported between instances of '\(x)' and '\(y)'", kind: .type)
      }
    }
    return left.count < right.count ? -1 : 1
  }

  private static func order(_ left: [Int], _ right: [Int]) -> Int {
    for (a, b) in zip(left, right) where a != b { return a < b ? -1 : 1 }
    return left.count - right.count
  }

  private static func match(_ pattern: String, _ text: String, _ fault: String) throws -> RegexMatch {
    guard let match = try Regex.compile(pattern).match(in: text, anchor: .start) else {
      throw TemplateFault(fault, kind: .value)
    }
    return match
  }

  /// `1.2.3a4`; a pre-release sorts before its release.
  private static func strict(_ text: String) throws -> [Int] {
    let found = try match(
      #"^(\d+)\.(\d+)(\.(\d+))?([ab](\d+))?$"#, text, "invalid version number '\(text)'")
    let numbers = [1, 2, 4].map { found.group($0).flatMap(Int.init) ?? 0 }
    guard let tag = found.group(5) else { return numbers + [2, 0] }
    return numbers + [tag.hasPrefix("a") ? 0 : 1, found.group(6).flatMap(Int.init) ?? 0]
  }

  private struct Semantic {
    let core: [Int]
    let preRelease: [Part]
  }

  private static func semantic(_ text: String) throws -> Semantic {
    let number = #"(0|[1-9]\d*)"#
    let identifier = #"(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)"#
    let pattern =
      "^\(number)\\.\(number)\\.\(number)(?:-(\(identifier)(?:\\.\(identifier))*))?"
      + #"(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$"#
    let found = try match(pattern, text, "invalid semantic version '\(text)'")
    let parts = found.group(4).map { PythonText.split($0, by: ".") } ?? []
    return Semantic(
      core: (1...3).map { found.group($0).flatMap(Int.init) ?? 0 },
      preRelease: parts.map { part in Int(part).map { .number($0) } ?? .word(part) })
  }

  private static func semanticOrder(_ left: Semantic, _ right: Semantic) -> Int {
    let core = order(left.core, right.core)
    if core != 0 { return core }
    if left.preRelease.isEmpty || right.preRelease.isEmpty {
      return (left.preRelease.isEmpty ? 1 : 0) - (right.preRelease.isEmpty ? 1 : 0)
    }
    for (a, b) in zip(left.preRelease, right.preRelease) where a != b {
      switch (a, b) {
      case (.number(let x), .number(let y)): return x < y ? -1 : 1
      case (.word(let x), .word(let y)): return PythonText.compare(x, y)
      case (.number, .word): return -1
      case (.word, .number): return 1
      }
    }
    return left.preRelease.count - right.preRelease.count
  }

  /// A key of numbers whose order is PEP 440's: epoch, release, pre-release, post-release, development release.
  private static func pep440(_ text: String) throws -> [Int] {
    let pattern =
      #"(?i)^\s*v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d+)?)?"#
      + #"(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d+)?)?"#
      + #"(?:[-_.]?(dev)[-_.]?(\d+)?)?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*$"#
    let found = try match(pattern, text, "Invalid version: '\(text)'")
    func number(_ group: Int) -> Int { found.group(group).flatMap(Int.init) ?? 0 }
    var release = (found.group(2) ?? "").split(separator: ".").map { Int($0) ?? 0 }
    while release.last == 0 { release.removeLast() }
    let hasDev = found.group(8) != nil
    let hasPost = found.group(5) != nil || found.group(6) != nil
    var pre = [hasPost || !hasDev ? 9 : -1, 0]
    if let word = found.group(3)?.lowercased() {
      let rank = word.hasPrefix("a") ? 0 : (word.hasPrefix("b") ? 1 : 2)
      pre = [rank, number(4)]
    } else if !hasDev || hasPost {
      pre = [9, 0]
    }
    let post = found.group(5) != nil ? [1, number(5)] : (hasPost ? [1, number(7)] : [0, 0])
    let dev = hasDev ? [0, number(9)] : [1, 0]
    let padded = release + Array(repeating: 0, count: max(0, 16 - release.count))
    let local = (found.group(10) ?? "").lowercased().split(whereSeparator: { "-_.".contains($0) }).flatMap { part in
      Int(part).map { [1_000_000, $0] } ?? part.utf8.map { Int($0) }
    }
    return [number(1)] + padded.prefix(16) + pre + post + dev + local
  }
}
