package import FleetCore

/// Reads YAML 1.1 text into nodes that know their places.
package enum YAMLParser {
  /// The documents of a file; none for an empty one. Throws every kind of fault with its place.
  package static func parse(_ file: SourceFile) throws(DiagnosticError) -> [YAMLNode] {
    var warnings: [Diagnostic] = []
    return try parse(file, warnings: &warnings)
  }

  /// The documents of a file, and what is allowed but surely not meant: keys that are given twice.
  package static func parse(
    _ file: SourceFile, warnings: inout [Diagnostic]
  ) throws(DiagnosticError) -> [YAMLNode] {
    guard file.text.count <= Limits.sourceFileBytes else {
      throw DiagnosticError(.tooLarge, "`\(file.path)` is larger than \(Limits.sourceFileBytes >> 20) MB")
    }
    try TextCheck.check(file)
    var found: [Diagnostic] = []
    let documents = try file.text.withUnsafeBufferPointer { bytes throws(DiagnosticError) in
      let composer = NodeComposer(file, bytes)
      defer { found = composer.warnings }
      return try composer.documents()
    }
    warnings += found
    return documents
  }
}
