import FleetCore
import FleetSystem

/// The checkout that the tests stand in.
package enum Repository {
  /// The folder with `Package.swift`.
  package static let root: String = {
    var folder = FilePath.folder(of: #filePath)
    while folder != "/", !FileSystem.exists(FilePath.join(folder, "Package.swift")) {
      folder = FilePath.folder(of: folder)
    }
    return folder
  }()

  /// A file of the checkout.
  package struct File: Sendable {
    /// Relative to the root.
    package let path: String
    package let text: String
    package var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
  }

  /// Every file below `folder` with one of the endings, sorted by path.
  package static func files(below folder: String, endings: [String]) throws -> [File] {
    var result: [File] = []
    try collect(folder, endings, into: &result)
    return result.sorted { $0.path < $1.path }
  }

  package static func text(_ path: String) throws -> String {
    try FileSystem.readText(FilePath.join(root, path))
  }

  private static func collect(_ folder: String, _ endings: [String], into result: inout [File]) throws {
    let absolute = FilePath.join(root, folder)
    guard FileSystem.isDirectory(absolute) else { return }
    for name in try FileSystem.list(absolute) where !name.hasPrefix(".") {
      let path = FilePath.join(folder, name)
      if FileSystem.isDirectory(FilePath.join(root, path)) {
        try collect(path, endings, into: &result)
      } else if endings.contains(where: name.hasSuffix) {
        result.append(File(path: path, text: try text(path)))
      }
    }
  }
}
