import Glibc

/// Paths as text, with the rules of Python's `os.path`.
package enum FilePath {
  package static func isAbsolute(_ path: String) -> Bool { path.utf8.first == UInt8(ascii: "/") }

  /// `os.path.join`: an absolute right side wins.
  package static func join(_ left: String, _ right: String) -> String {
    if right.isEmpty { return left.hasSuffix("/") || left.isEmpty ? left : left + "/" }
    if isAbsolute(right) || left.isEmpty { return right }
    return left.hasSuffix("/") ? left + right : left + "/" + right
  }

  /// `os.path.basename`: what follows the last slash.
  package static func name(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }

  /// `os.path.dirname`: what precedes the last slash, without trailing slashes; empty when there is none.
  package static func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    var head = path[..<path.utf8.index(after: slash)]
    while head.utf8.count > 1, head.utf8.last == UInt8(ascii: "/") { head = head.dropLast() }
    return String(head)
  }

  /// The folder to open for `path`'s own folder; never empty.
  package static func folder(of path: String) -> String {
    let parent = parent(of: path)
    return parent.isEmpty ? "." : parent
  }

  /// `os.path.splitext`: the stem and the last extension with its dot.
  package static func splitExtension(_ path: String) -> (stem: String, ext: String) {
    let name = name(of: path)
    let leading = name.prefix { $0 == "." }.count
    guard let dot = name.dropFirst(leading).lastIndex(of: ".") else { return (path, "") }
    let ext = String(name[dot...])
    return (String(path.dropLast(ext.count)), ext)
  }

  /// `os.path.normpath`: without `.`, `..` and doubled slashes.
  package static func normalized(_ path: String) -> String {
    var path = path
    let changed = path.withUTF8 { bytes in isNormal(bytes) ? nil : normalized(bytes) }
    return changed ?? path
  }

  /// Nothing of the path would change: mostly so.
  private static func isNormal(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let (slash, dot) = (UInt8(ascii: "/"), UInt8(ascii: "."))
    guard let last = bytes.last, last != slash || bytes.count == 1 else { return false }
    var isStart = true
    for (position, byte) in bytes.enumerated() {
      if isStart, byte == slash ? position > 0 : byte == dot {
        // A part that is empty, or that starts with a dot: a hidden file is left alone.
        guard byte == dot else { return false }
        let second = position + 1 < bytes.count ? bytes[position + 1] : slash
        if second == slash { return false }
        let third = position + 2 < bytes.count ? bytes[position + 2] : slash
        if second == dot, third == slash { return false }
      }
      isStart = byte == slash
    }
    return true
  }

  private static func normalized(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    let (slash, dot) = (UInt8(ascii: "/"), UInt8(ascii: "."))
    let isAbsolute = bytes.first == slash
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    /// Where each part starts that a `..` may take away.
    var starts: [Int] = []
    for part in bytes.split(separator: slash) where !(part.count == 1 && part.first == dot) {
      let isUp = part.count == 2 && part.first == dot && part.last == dot
      if isUp, let start = starts.popLast() {
        result.removeLast(result.count - start)
        continue
      }
      if isUp, isAbsolute { continue }
      if !isUp { starts.append(result.count) }
      if isAbsolute || !result.isEmpty { result.append(slash) }
      result.append(contentsOf: part)
    }
    if result.isEmpty { return isAbsolute ? "/" : "." }
    return String(decoding: result, as: UTF8.self)
  }

  /// `os.path.abspath`.
  package static func absolute(_ path: String) -> String {
    isAbsolute(path) ? normalized(path) : normalized(join(FileSystem.currentDirectory(), path))
  }

  /// The way from `base` to `path`, both made absolute, as `os.path.relpath` says it.
  package static func relative(_ path: String, to base: String) -> String {
    let target = absolute(path).split(separator: "/")
    let start = absolute(base).split(separator: "/")
    var common = 0
    while common < target.count, common < start.count, target[common] == start[common] { common += 1 }
    let parts = Array(repeating: "..", count: start.count - common) + target[common...].map(String.init)
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }

  /// `os.path.expanduser`: `~` and `~name` become home folders; unchanged when nobody is known.
  package static func expandingHome(_ path: String) -> String {
    guard path.hasPrefix("~") else { return path }
    let name = path.dropFirst().prefix { $0 != "/" }
    let rest = path.dropFirst(1 + name.count)
    let home: String?
    if name.isEmpty {
      home = Environment.variable("HOME") ?? Accounts().user(id: geteuid())?.home
    } else {
      home = Accounts().user(named: String(name))?.home
    }
    guard var home else { return path }
    while home.hasSuffix("/") { home.removeLast() }
    let whole = home + rest
    return whole.isEmpty ? "/" : whole
  }

  /// `os.path.expandvars`: `$NAME` and `${NAME}`; unknown ones stay.
  package static func expandingVariables(_ path: String) -> String {
    guard path.contains("$") else { return path }
    var result = ""
    var rest = Substring(path)
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      rest = rest[rest.index(after: dollar)...]
      let braced = rest.first == "{"
      let body = braced ? rest.dropFirst() : rest
      let name = body.prefix { braced ? $0 != "}" : ($0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber))) }
      let isClosed = !braced || name.endIndex < body.endIndex
      guard isClosed, !name.isEmpty, let value = Environment.variable(String(name)) else {
        result += "$"
        continue
      }
      result += value
      rest = braced ? body[body.index(after: name.endIndex)...] : body[name.endIndex...]
    }
    return result + rest
  }
}
