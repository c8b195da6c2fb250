import FleetCore
import FleetSystem

/// A folder of the control side, flattened for sending: every folder before what is in it.
struct ControlTree {
  enum Kind {
    case folder, file
    case link(String)
  }

  struct Entry {
    var path: String
    /// Below the root; empty for the root itself.
    var relativePath: String
    var kind: Kind
  }

  let root: String
  /// Links are replaced by what they point to (`local_follow`).
  let followsLinks: Bool

  func entries() throws -> [Entry] {
    var result = [Entry(path: root, relativePath: "", kind: .folder)]
    try collect(root, "", depth: 0, into: &result)
    return result
  }

  private func collect(_ folder: String, _ relative: String, depth: Int, into result: inout [Entry]) throws {
    guard depth < Limits.includeDepth else {
      throw ActionFault("the folder \(root) is nested deeper than \(Limits.includeDepth) levels")
    }
    for name in try FileSystem.list(folder).sorted(by: JSONWriter.codePointOrder) {
      let path = FilePath.join(folder, name)
      let below = relative.isEmpty ? name : FilePath.join(relative, name)
      let status = try FileSystem.linkStatus(path)
      if status.isSymlink, !followsLinks {
        result.append(Entry(path: path, relativePath: below, kind: .link(try FileSystem.linkTarget(path))))
      } else if FileSystem.isDirectory(path) {
        result.append(Entry(path: path, relativePath: below, kind: .folder))
        try collect(path, below, depth: depth + 1, into: &result)
      } else {
        result.append(Entry(path: path, relativePath: below, kind: .file))
      }
    }
  }
}
