import FleetCore
import FleetSystem

/// The entries of `community.general.filetree`: first the folders of a folder, then its files, then what is below.
enum FileTree {
  static func collect(
    _ folder: String, root: String, excluded: Regex?, accounts: Accounts, depth: Int, into result: inout [JinjaValue]
  ) throws {
    guard depth < Limits.nestingDepth, result.count < Limits.sequenceElements else {
      throw TemplateFault("the tree under \(root) is too large", kind: .limit)
    }
    let names = try FileSystem.list(folder).sorted()
    let statuses = try names.map { try FileSystem.linkStatus(FilePath.join(folder, $0)) }
    let entries = zip(names, statuses)
    let folders = entries.filter { $0.1.isDirectory }
    for (name, status) in folders + entries.filter({ !$0.1.isDirectory }) {
      if let excluded, try excluded.match(in: name) != nil { continue }
      if let entry = try entry(FilePath.join(folder, name), status, root, accounts) { result.append(entry) }
    }
    for (name, _) in folders {
      try collect(
        FilePath.join(folder, name), root: root, excluded: excluded, accounts: accounts, depth: depth + 1, into: &result
      )
    }
  }

  private static func entry(
    _ path: String, _ status: FileStatus, _ root: String, _ accounts: Accounts
  ) throws -> JinjaValue? {
    var pairs: [(String, JinjaValue)] = [
      ("root", .string(root + "/")), ("path", .string(FilePath.relative(path, to: root))),
    ]
    switch status.kind {
    case .regular: pairs += [("state", .string("file")), ("src", .string(path))]
    case .directory: pairs.append(("state", .string("directory")))
    case .symlink:
      pairs += [("state", .string("link")), ("src", .string(try FileSystem.linkTarget(path)))]
    default: return nil
    }
    pairs += [
      ("selinux", .null), ("uid", .int(Int(status.userID))), ("gid", .int(Int(status.groupID))),
      ("owner", .string(accounts.user(id: status.userID)?.name ?? String(status.userID))),
      ("group", .string(accounts.group(id: status.groupID)?.name ?? String(status.groupID))),
      ("mode", .string(status.octalPermissions)), ("size", .int(status.size)),
      ("mtime", .double(status.modified.double)), ("ctime", .double(status.changed.double)),
    ]
    return .map(pairs)
  }
}
