import FleetCore
import FleetSystem

/// Templates that other templates include, import or extend.
enum TemplateFiles {
  /// The file of an absolute path; nil when there is none.
  static func find(_ name: String) throws(DiagnosticError) -> SourceFile? {
    guard FileSystem.isRegular(name) else { return nil }
    do {
      return SourceFile(path: name, text: try FileSystem.read(name, limit: Limits.sourceFileBytes))
    } catch {
      throw DiagnosticError(.unreadableFile, "\(error)")
    }
  }
}
