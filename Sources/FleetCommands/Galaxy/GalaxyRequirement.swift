import FleetCore
import FleetSystem
import FleetYAML

/// One entry of a requirements file.
struct GalaxyRequirement {
  enum Kind { case role, collection }

  let kind: Kind
  /// A repository, an archive or a folder.
  var source: String
  var name: String?
  var version: String?
  /// git, file, dir or url; nil is told by the source.
  var form: String?
  var span: Span?

  /// `SOURCE[,VERSION[,NAME]]`, as on the command line.
  init(text: String, kind: Kind, at span: Span? = nil) throws(DiagnosticError) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmingSpace() }
    self.kind = kind
    source = parts[0]
    version = parts.count > 1 && !parts[1].isEmpty ? parts[1] : nil
    name = parts.count > 2 ? parts[2] : nil
    self.span = span
    try settle()
  }

  private init(_ node: YAMLNode, _ kind: Kind) throws(DiagnosticError) {
    let text = { (key: String) in node[key]?.scalar?.text }
    self.kind = kind
    guard let source = kind == .role ? text("src") ?? text("role") ?? text("name") : text("source") ?? text("name")
    else {
      throw DiagnosticError(
        .optionConflict, "Must specify name or src for role", at: node.span, help: ["write `src: …`"])
    }
    self.source = kind == .collection && text("type") == "git" ? text("name") ?? source : source
    if kind == .collection, let name = text("name"), text("type") != nil { self.source = name }
    name = kind == .role ? text("name") : nil
    version = text("version")
    form = text("scm") ?? text("type")
    span = node.span
    try settle()
  }

  /// `git+` and `file://` of a source, and what its name is when none is given.
  private mutating func settle() throws(DiagnosticError) {
    if source.hasPrefix("git+") {
      source = String(source.dropFirst(4))
      form = "git"
    }
    if source.hasPrefix("file://"), form != "git" { source = String(source.dropFirst(7)) }
    source = source.hasPrefix("~") ? FilePath.expandingHome(source) : source
    if form == nil || form == "url" || form == "galaxy" {
      if FileSystem.isDirectory(source) {
        form = FileSystem.exists(FilePath.join(source, ".git")) ? "git" : "dir"
      } else if FileSystem.isRegular(source) {
        form = "file"
      } else if source.hasSuffix(".git") || source.hasPrefix("git@") || source.hasPrefix("ssh://")
        || source.hasPrefix("https://github.com/") && !source.hasSuffix(".tar.gz")
      {
        form = "git"
      } else {
        throw DiagnosticError(
          .optionConflict, "`\(source)` is no git repository, archive or folder", at: span,
          help: ["names of Galaxy and plain URLs are not looked up; give the repository, as `git+https://…`"])
      }
    }
    if name == nil, kind == .role {
      var last = FilePath.name(of: source.hasSuffix("/") ? String(source.dropLast()) : source)
      for ending in [".git", ".tar.gz", ".tgz", ".tar"] where last.hasSuffix(ending) {
        last = String(last.dropLast(ending.count))
      }
      name = last.split(separator: ":").last.map(String.init) ?? last
    }
  }

  /// The entries of a file: a list of roles, or a mapping with `roles` and `collections`.
  static func read(_ path: String, only: Kind?, depth: Int = 0) throws(DiagnosticError) -> [GalaxyRequirement] {
    guard depth < Limits.includeDepth else {
      throw DiagnosticError(.tooLarge, "the requirements file `\(path)` includes itself")
    }
    var warnings: [Diagnostic] = []
    let documents = try YAMLParser.parse(try SourceFile.read(path), warnings: &warnings)
    guard let root = documents.first else {
      throw DiagnosticError(.optionConflict, "No requirements found in file '\(path)'")
    }
    var result: [GalaxyRequirement] = []
    let parts: [(Kind, [YAMLNode])] =
      root.sequence.map { [(.role, $0)] } ?? [
        (.role, root["roles"]?.sequence ?? []), (.collection, root["collections"]?.sequence ?? []),
      ]
    for (kind, nodes) in parts where only == nil || only == kind {
      for node in nodes {
        if let file = node["include"]?.scalar?.text {
          let path = FilePath.join(FilePath.folder(of: FilePath.absolute(path)), file)
          result += try read(path, only: only, depth: depth + 1)
        } else if let text = node.scalar?.text {
          result.append(try GalaxyRequirement(text: text, kind: kind, at: node.span))
        } else {
          result.append(try GalaxyRequirement(node, kind))
        }
      }
    }
    return result
  }

  /// What a role's `meta/main.yml` depends on, as far as it says where that is.
  static func dependencies(of folder: String) -> [GalaxyRequirement] {
    let path = FilePath.join(folder, "meta/main.yml")
    var warnings: [Diagnostic] = []
    guard FileSystem.isRegular(path), let file = try? SourceFile.read(path),
      let root = try? YAMLParser.parse(file, warnings: &warnings).first
    else { return [] }
    return (root["dependencies"]?.sequence ?? []).compactMap { node in
      node["src"] == nil ? nil : try? GalaxyRequirement(node, .role)
    }
  }
}
