import FleetCore
import FleetSystem

/// Templates that other templates include, import or extend.
enum TemplateFiles {
  /// Looks beside the asking template, then in the `templates` folders above it and in what holds them, as Ansible's
  /// search path comes to; nil when there is none.
  static func find(_ name: String, relativeTo asking: String?) throws(DiagnosticError) -> SourceFile? {
    for path in candidates(name, asking) where FileSystem.isRegular(path) {
      do {
        return SourceFile(path: path, text: try FileSystem.read(path, limit: Limits.sourceFileBytes))
      } catch {
        throw DiagnosticError(.unreadableFile, "cannot read the template `\(path)`: \(error)")
      }
    }
    return nil
  }

  private static func candidates(_ name: String, _ asking: String?) -> [String] {
    if FilePath.isAbsolute(name) { return [name] }
    guard let asking, !asking.hasPrefix("<") else { return [name] }
    var folder = FilePath.folder(of: FilePath.absolute(asking))
    var result = [FilePath.normalized(FilePath.join(folder, name))]
    while folder != "/" {
      if FilePath.name(of: folder) == "templates" {
        result.append(FilePath.normalized(FilePath.join(folder, name)))
        result.append(FilePath.normalized(FilePath.join(FilePath.folder(of: folder), name)))
      } else if FileSystem.isDirectory(FilePath.join(folder, "templates")) {
        result.append(FilePath.normalized(FilePath.join(FilePath.join(folder, "templates"), name)))
      }
      folder = FilePath.folder(of: folder)
    }
    return result
  }
}
