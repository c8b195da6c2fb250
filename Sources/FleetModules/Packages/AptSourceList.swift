import FleetCore
import FleetModuleKit
import FleetSystem

/// /etc/apt/sources.list and its folder, line by line, with the reading and writing of Ansible's `apt_repository`.
struct AptSourceList {
  private static let mainFile = "/etc/apt/sources.list"
  private static let folder = "/etc/apt/sources.list.d"
  private static let types = ["deb", "deb-src"]

  /// One line: a source that may be commented out, or anything else.
  struct Line: Equatable {
    var isSource: Bool
    var isEnabled: Bool
    /// White space put in order when it is a source.
    var text: String
    var comment: String

    init?(_ line: String) {
      var rest = line.trimmingSpace()
      isEnabled = !rest.hasPrefix("#")
      if !isEnabled { rest.removeFirst() }
      comment = ""
      if let sign = rest.dropFirst().firstIndex(of: "#") {
        comment = rest[rest.index(after: sign)...].trimmingSpace()
        rest = String(rest[..<sign])
      }
      let words = rest.words()
      isSource = words.first.map(types.contains) ?? false
      text = isSource ? words.joined(separator: " ") : rest.trimmingSpace()
    }

    var rendered: String {
      (isEnabled ? "" : "# ") + text + (comment.isEmpty ? "" : " # " + comment) + "\n"
    }
  }

  private var files: [String: [Line]] = [:]

  init(_ machine: Machine) throws {
    var paths: [String] = []
    if machine.files.isRegular(AptSourceList.mainFile) { paths.append(AptSourceList.mainFile) }
    if machine.files.isDirectory(AptSourceList.folder) {
      let names = try machine.files.list(AptSourceList.folder).filter { $0.hasSuffix(".list") && !$0.hasPrefix(".") }
      paths += names.map { FilePath.join(AptSourceList.folder, $0) }
    }
    for path in paths { files[path] = try machine.files.readText(path).lines().compactMap(Line.init) }
  }

  /// What each file holds; a file without lines is none.
  func contents() -> [String: String] {
    files.filter { !$0.value.isEmpty }.mapValues { lines in lines.map(\.rendered).joined() }
  }

  /// Enables the source where it is, else appends it to a file.
  mutating func add(_ source: Line, toFile name: String) {
    var isFound = false
    for (path, lines) in files {
      for (place, line) in lines.enumerated() where line.isSource && line.text == source.text {
        files[path]?[place].isEnabled = true
        isFound = true
      }
    }
    if isFound { return }
    let path = name.contains("/") ? name : FilePath.join(AptSourceList.folder, name)
    files[path.hasSuffix(".list") ? path : path + ".list", default: []].append(source)
  }

  mutating func remove(_ source: Line) {
    for path in files.keys {
      files[path]?.removeAll { $0.isSource && $0.isEnabled && $0.text == source.text }
    }
  }

  /// A name made of the address: `download_docker_com_linux_debian`.
  static func suggestedName(_ line: String) -> String {
    var text = ""
    var isInOptions = false
    for character in line {
      if character == "[" { isInOptions = true }
      if !isInOptions { text.append(character) }
      if character == "]" { isInOptions = false }
    }
    var address = text.words().first { !types.contains($0) } ?? text
    if let protocolEnd = address.firstSubstring("://")?.upperBound { address = String(address[protocolEnd...]) }
    if let at = address.firstIndex(of: "@") { address = String(address[address.index(after: at)...]) }
    let parts = address.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return parts.joined(separator: "_")
  }
}
