import FleetSystem

/// Shell patterns on names: `*`, `?`, `[a-z]`, `[!a-z]` (Python's `fnmatch` and `glob`).
package struct Wildcard: Sendable {
  private enum Part: Sendable {
    case anyRun, anyOne
    case one(Unicode.Scalar)
    case among([ClosedRange<UInt32>], isNegated: Bool)
  }

  private let parts: [Part]

  package init(_ pattern: String) {
    let scalars = Array(pattern.unicodeScalars)
    var parts: [Part] = []
    var position = 0
    while position < scalars.count {
      let scalar = scalars[position]
      position += 1
      switch scalar {
      case "*": parts.append(.anyRun)
      case "?": parts.append(.anyOne)
      case "[":
        if let (part, next) = Self.set(in: scalars, from: position) {
          parts.append(part)
          position = next
        } else {
          parts.append(.one(scalar))
        }
      default: parts.append(.one(scalar))
      }
    }
    self.parts = parts
  }

  /// Whether a text has anything that a pattern reads specially.
  package static func isPattern(_ text: String) -> Bool { text.contains { "*?[".contains($0) } }

  package func matches(_ text: String) -> Bool {
    let scalars = Array(text.unicodeScalars)
    var part = 0
    var place = 0
    var retry: (part: Int, place: Int)?
    while place < scalars.count {
      if part < parts.count {
        if case .anyRun = parts[part] {
          retry = (part, place)
          part += 1
          continue
        }
        if Self.fits(scalars[place], parts[part]) {
          part += 1
          place += 1
          continue
        }
      }
      guard let back = retry else { return false }
      retry = (back.part, back.place + 1)
      part = back.part + 1
      place = back.place + 1
    }
    return parts[part...].allSatisfy { if case .anyRun = $0 { true } else { false } }
  }

  private static func fits(_ scalar: Unicode.Scalar, _ part: Part) -> Bool {
    switch part {
    case .anyRun, .anyOne: true
    case .one(let wanted): scalar == wanted
    case .among(let ranges, let isNegated): ranges.contains { $0.contains(scalar.value) } != isNegated
    }
  }

  private static func set(in scalars: [Unicode.Scalar], from start: Int) -> (Part, Int)? {
    var position = start
    let isNegated = position < scalars.count && scalars[position] == "!"
    if isNegated { position += 1 }
    var end = position
    if end < scalars.count, scalars[end] == "]" { end += 1 }
    while end < scalars.count, scalars[end] != "]" { end += 1 }
    guard end < scalars.count else { return nil }
    var ranges: [ClosedRange<UInt32>] = []
    while position < end {
      let first = scalars[position].value
      if position + 2 < end, scalars[position + 1] == "-" {
        let last = scalars[position + 2].value
        if first <= last { ranges.append(first...last) }
        position += 3
      } else {
        ranges.append(first...first)
        position += 1
      }
    }
    return (.among(ranges, isNegated: isNegated), end + 1)
  }

  /// The files that a path pattern names, in order of names; hidden ones only when the pattern says the dot.
  package static func expand(_ pattern: String, in folder: String? = nil) -> [String] {
    let isAbsolute = FilePath.isAbsolute(pattern)
    let start = isAbsolute ? "/" : ""
    var found = [start]
    let steps = pattern.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    for step in steps {
      var next: [String] = []
      for path in found {
        guard isPattern(step) else {
          let candidate = FilePath.join(path, step)
          if (try? FileSystem.linkStatus(real(candidate, folder))) != nil { next.append(candidate) }
          continue
        }
        let wildcard = Wildcard(step)
        for name in (try? FileSystem.list(real(path, folder))) ?? [] {
          if name.hasPrefix("."), !step.hasPrefix(".") { continue }
          if wildcard.matches(name) { next.append(FilePath.join(path, name)) }
        }
      }
      found = next
    }
    if pattern.hasSuffix("/"), !steps.isEmpty { found = found.filter { FileSystem.isDirectory(real($0, folder)) } }
    return steps.isEmpty && !isAbsolute ? [] : found
  }

  private static func real(_ path: String, _ folder: String?) -> String {
    guard let folder else { return path.isEmpty ? "." : path }
    return FilePath.join(folder, path)
  }
}
