import FleetCore
import FleetSystem

/// Tests of files on the control machine.
enum FileTests {
  static let table: [String: FunctionRegistry.Test] = {
    let tests: [([String], @Sendable (String) throws -> Bool)] = [
      (["abs", "is_abs"], { FilePath.isAbsolute($0) }),
      (["directory", "is_dir"], { FileSystem.isDirectory($0) }),
      (["exists"], { FileSystem.exists($0) }),
      (["file", "is_file"], { FileSystem.isRegular($0) }),
      (["is_link", "link"], { (try? FileSystem.linkStatus($0))?.isSymlink ?? false }),
      (["is_mount", "mount"], isMount),
      (["link_exists"], { (try? FileSystem.linkStatus($0)) != nil }),
    ]
    var table: [String: FunctionRegistry.Test] = [:]
    for (names, holds) in tests {
      for name in names { table[name] = { value, _, _ in try holds(try PathFilters.path(value)) } }
    }
    for name in ["is_same_file", "same_file"] {
      table[name] = { value, arguments, _ in
        let other = try PathFilters.path(try ComparisonTests.only(arguments, name))
        let (a, b) = (try FileSystem.status(try PathFilters.path(value)), try FileSystem.status(other))
        return a.device == b.device && a.inode == b.inode
      }
    }
    return table
  }()

  private static func isMount(_ path: String) throws -> Bool {
    guard let here = try? FileSystem.linkStatus(path), !here.isSymlink,
      let above = try? FileSystem.status(FilePath.join(path, ".."))
    else { return false }
    return here.device != above.device || here.inode == above.inode
  }
}
