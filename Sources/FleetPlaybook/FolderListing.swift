import FleetCore
import FleetSystem

/// The names in a folder, for suggestions and for folders of variables.
package enum FolderListing {
  /// Sorted by code points; none when the folder cannot be read.
  package static func names(in folder: String) -> [String] {
    ((try? FileSystem.list(folder)) ?? []).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Files of variables in a folder and the folders in it, in the order Ansible reads them; hidden files and backups
  /// are left out. `ends` are the endings that count; an empty one lets files without any in.
  package static func variableFiles(below folder: String, ends: [String], depth: Int = 0) -> [String] {
    guard depth < Limits.includeDepth else { return [] }
    return names(in: folder).flatMap { name -> [String] in
      if name.hasPrefix(".") || name.hasSuffix("~") { return [] }
      let path = FilePath.join(folder, name)
      if FileSystem.isDirectory(path) { return variableFiles(below: path, ends: ends, depth: depth + 1) }
      return ends.contains(FilePath.splitExtension(name).ext) ? [path] : []
    }
  }
}
