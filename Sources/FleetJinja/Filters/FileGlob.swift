import FleetCore
import FleetSystem
import Glibc

/// Python's `glob.glob`: `*`, `?` and `[...]` in any part of a path, hidden names only when the pattern says so.
package enum FileGlob {
  package static func matches(_ pattern: String) -> [String] {
    let isAbsolute = FilePath.isAbsolute(pattern)
    let parts = pattern.split(separator: "/").map(String.init)
    var found = [isAbsolute ? "/" : ""]
    for (position, part) in parts.enumerated() {
      let isLast = position == parts.count - 1
      found = found.flatMap { folder in step(folder, part, isLast: isLast) }
    }
    if pattern.hasSuffix("/") { found = found.filter(FileSystem.isDirectory).map { $0 + "/" } }
    return parts.isEmpty ? [] : found
  }

  private static func step(_ folder: String, _ part: String, isLast: Bool) -> [String] {
    guard part.utf8.contains(where: { $0 == 42 || $0 == 63 || $0 == 91 }) else {
      let path = folder.isEmpty ? part : FilePath.join(folder, part)
      return FileSystem.exists(path) || (isLast && (try? FileSystem.linkStatus(path)) != nil) ? [path] : []
    }
    let names = (try? FileSystem.list(folder.isEmpty ? "." : folder)) ?? []
    return names.sorted { PythonText.compare($0, $1) < 0 }.filter { name in
      (part.hasPrefix(".") || !name.hasPrefix(".")) && fnmatch(part, name, 0) == 0
    }.map { folder.isEmpty ? $0 : FilePath.join(folder, $0) }
  }
}
