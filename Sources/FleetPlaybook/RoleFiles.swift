import FleetCore
import FleetJinja
import FleetSystem
import FleetYAML

/// The files of a role's folder.
struct RoleFiles {
  /// What `meta/main` says.
  struct Meta {
    var dependencies: [YAMLNode] = []
    var allowDuplicates = false
    var collections: [String]?
    /// `argument_specs`, by entry point.
    var argumentSpecs: Value?
  }

  let path: String
  let session: LoadSession

  /// The file of a folder: `main.yml`, `.yaml`, `.json`, or the one that is named (with or without its end).
  func main(_ folder: String, named name: String?, at span: Span?) -> String? {
    let base = FilePath.join(path, folder)
    for candidate in candidates(base, name) where FileSystem.isRegular(candidate) {
      guard name == nil || candidate.hasPrefix(FilePath.normalized(base) + "/") else {
        session.fault(
          .keywordValue,
          "Failed loading '\(candidate)' for role (\(FilePath.name(of: path))) as it is not inside the expected role "
            + "path: '\(base)'", at: span)
        return nil
      }
      return candidate
    }
    if let name { missing(name, in: base, at: span) }
    return nil
  }

  private func candidates(_ base: String, _ name: String?) -> [String] {
    let stem = FilePath.join(base, name ?? "main")
    let ends = [".yml", ".yaml", ".json"]
    return (name == nil ? ends + [""] : [""] + ends).map { FilePath.normalized(stem + $0) }
  }

  private func missing(_ name: String, in base: String, at span: Span?) {
    session.fault(
      .includeNotFound, "the role has no file `\(FilePath.name(of: base))/\(name)`", at: span,
      notes: ["looked in `\(base)`"], help: Suggestion.help(for: name, in: FolderListing.names(in: base)))
  }

  /// `defaults` or `vars`: a file, or all files of a folder of that name put together.
  func variables(_ folder: String, main name: String?, at span: Span?) -> VariableTable {
    let base = FilePath.join(path, folder)
    guard let found = candidates(base, name).first(where: FileSystem.exists) else {
      if let name { missing(name, in: base, at: span) }
      return .empty
    }
    let files =
      FileSystem.isDirectory(found)
      ? FolderListing.variableFiles(below: found, ends: [".yml", ".yaml", ".json"]) : [found]
    let tables = files.compactMap { file in
      session.collecting { () throws(DiagnosticError) in try session.reader.variables(file: file) }
    }
    if tables.count == 1 { return tables[0] }
    return tables.count == files.count
      ? session.loader.merged(found, tables.reversed()) : LoadSession.merged(tables.reversed())
  }

  /// The argument specs by entry point: of a file of their own, else of the role's meta.
  func argumentSpecs(_ meta: Meta) -> ValueMap? {
    for end in [".yml", ".yaml", ".json"] {
      let file = FilePath.join(path, "meta/argument_specs" + end)
      guard FileSystem.isRegular(file) else { continue }
      let document = session.collecting { () throws(DiagnosticError) in try session.reader.document(file) }
      return document??.value.map?["argument_specs"]?.map
    }
    return meta.argumentSpecs?.map
  }

  private static let metaKeys: Set<String> = [
    "dependencies", "allow_duplicates", "galaxy_info", "collections", "argument_specs", "standalone",
  ]

  func meta() -> Meta {
    var meta = Meta()
    guard let file = main("meta", named: nil, at: nil),
      let document = session.collecting({ () throws(DiagnosticError) in try session.reader.document(file) }),
      let node = document, !node.isNull
    else { return meta }
    guard let entries = node.mapping else {
      session.fault(
        .keywordValue, "the meta file of a role must be a mapping", at: node.span, label: "this is \(node.shape)")
      return meta
    }
    for entry in entries {
      let key = entry.key.scalar?.text ?? ""
      switch key {
      case "dependencies":
        if let list = entry.value.sequence {
          meta.dependencies = list
        } else if !entry.value.isNull {
          session.wrongType(entry, expected: "a list of roles")
        }
      case "allow_duplicates":
        meta.allowDuplicates = session.keyword(entry, Bool.self)?.literal ?? false
      case "argument_specs": meta.argumentSpecs = entry.value.value
      case "collections":
        meta.collections = session.strings(entry, expected: "a list of names").compactMap(\.literal)
      default:
        if !Self.metaKeys.contains(key) {
          session.fault(
            .unknownKeyword, "unknown key `\(key)` in the meta of a role", at: entry.key.span,
            help: Suggestion.help(for: key, in: Self.metaKeys))
        }
      }
    }
    return meta
  }
}
