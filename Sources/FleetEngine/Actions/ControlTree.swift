import FleetCore
import FleetSystem

/// A folder of the control side, flattened for sending: every folder before what is in it. The rules of links are
/// those of ansible-core's `copy`.
struct ControlTree {
  enum Kind {
    case folder, file
    case link(String)
  }

  struct Entry {
    var path: String
    var relativePath: String
    var kind: Kind
  }

  /// A folder as the file system knows it, by whatever name it was reached.
  private struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64

    init(_ status: FileStatus) {
      device = status.device
      inode = status.inode
    }
  }

  let root: String
  /// Links are replaced by what they point to (`local_follow`), but for those that lead nowhere or in a circle.
  let followsLinks: Bool

  /// What is in the root; the root itself is not among it.
  func entries() throws -> [Entry] {
    var result: [Entry] = []
    try collect(root, "", above: [Identity(try FileSystem.status(root))], into: &result)
    return result
  }

  private func collect(
    _ folder: String, _ relative: String, above: Set<Identity>, into result: inout [Entry]
  ) throws {
    guard above.count < Limits.includeDepth else {
      throw ActionFault("the folder \(root) is nested deeper than \(Limits.includeDepth) levels")
    }
    var folders: [(path: String, below: String, status: FileStatus)] = []
    for name in try FileSystem.list(folder).sorted(by: JSONWriter.codePointOrder) {
      let path = FilePath.join(folder, name)
      let below = relative.isEmpty ? name : FilePath.join(relative, name)
      let isLink = try FileSystem.linkStatus(path).isSymlink
      let target = try? FileSystem.status(path)
      let leads = target.map { $0.isRegular || ($0.isDirectory && !above.contains(Identity($0))) } ?? false
      if isLink, !followsLinks || !leads {
        result.append(Entry(path: path, relativePath: below, kind: .link(try FileSystem.linkTarget(path))))
      } else if let target, target.isDirectory {
        folders.append((path, below, target))
      } else {
        result.append(Entry(path: path, relativePath: below, kind: .file))
      }
    }
    // As `os.walk` goes: what is in a folder comes before what is in the folders below.
    for (path, below, status) in folders {
      result.append(Entry(path: path, relativePath: below, kind: .folder))
      try collect(path, below, above: above.union([Identity(status)]), into: &result)
    }
  }
}
