import FleetCore
import FleetInventory
import FleetSystem
import FleetYAML

/// Gets what a requirement names and puts it where roles and collections are looked for.
struct GalaxyInstaller {
  let options: ParsedOptions
  let session: CommandSession

  func install(_ requirement: GalaxyRequirement, depth: Int) throws(DiagnosticError) {
    guard depth < Limits.includeDepth else {
      throw DiagnosticError(.tooLarge, "roles depend on each other in a circle", at: requirement.span)
    }
    if requirement.kind == .role, let name = requirement.name, isInstalled(role: name) {
      session.write("- \(name) is already installed, skipping.\n")
      return
    }
    let scratch: String
    do throws(SystemError) {
      scratch = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "fleet-galaxy-")
    } catch {
      throw DiagnosticError(.unwritableFile, "cannot make a folder in /tmp: \(error.reason)")
    }
    defer { try? FileSystem.removeTree(scratch) }
    let folder = try get(requirement, into: scratch)
    switch requirement.kind {
    case .role: try place(role: requirement, from: folder, depth: depth)
    case .collection: try place(collection: requirement, from: folder)
    }
  }

  private var rolesFolder: String {
    FilePath.absolute(
      FilePath.expandingHome(options.value("roles-path") ?? session.settings.rolesPath.first ?? "~/.ansible/roles"))
  }

  private var replaces: Bool { ["force", "force-with-deps", "upgrade"].contains(where: options.has) }

  private func isInstalled(role name: String) -> Bool {
    FileSystem.exists(FilePath.join(rolesFolder, name)) && !replaces
  }

  // MARK: getting

  private func get(_ requirement: GalaxyRequirement, into scratch: String) throws(DiagnosticError) -> String {
    switch requirement.form {
    case "git": return try clone(requirement, into: scratch)
    case "dir", "subdirs": return FilePath.absolute(requirement.source)
    case "file": return try unpack(requirement, into: scratch)
    case let form:
      throw DiagnosticError(
        .optionConflict, "`\(form ?? "")` is no kind of source that is known", at: requirement.span,
        help: ["known are git, file and dir"])
    }
  }

  private func run(_ words: [String], _ requirement: GalaxyRequirement) throws(DiagnosticError) -> String {
    do throws(SystemError) {
      let output = try Command(words, environment: ["GIT_TERMINAL_PROMPT": "0"], timeoutSeconds: 600).run()
      guard output.isSuccess else {
        throw SystemError(words[0], requirement.source, reason: output.complaint)
      }
      return output.stdoutText.trimmingSpace()
    } catch {
      throw DiagnosticError(
        .optionConflict, "`\(requirement.source)` could not be got: \(error.reason)", at: requirement.span)
    }
  }

  /// `REPOSITORY#/folder` of a collection is a folder inside it.
  private func clone(_ requirement: GalaxyRequirement, into scratch: String) throws(DiagnosticError) -> String {
    let parts = requirement.source.split(separator: "#", maxSplits: 1).map(String.init)
    let folder = FilePath.join(scratch, "clone")
    guard !parts[0].hasPrefix("-"), requirement.version?.hasPrefix("-") != true else {
      throw DiagnosticError(.optionConflict, "a source cannot begin with `-`", at: requirement.span)
    }
    _ = try run(["git", "clone", "-q", parts[0], folder], requirement)
    if let version = requirement.version {
      _ = try run(["git", "-C", folder, "checkout", "-q", version == "*" ? "HEAD" : version], requirement)
    }
    return parts.count > 1 ? FilePath.join(folder, parts[1]) : folder
  }

  private func unpack(_ requirement: GalaxyRequirement, into scratch: String) throws(DiagnosticError) -> String {
    let folder = FilePath.join(scratch, "files")
    do throws(SystemError) { try FileSystem.makeDirectory(folder) } catch {
      throw DiagnosticError(.unwritableFile, "cannot make `\(folder)`: \(error.reason)")
    }
    let names = try run(["tar", "-tf", FilePath.absolute(requirement.source)], requirement)
    let parts = names.split(separator: "\n")
    guard !parts.contains(where: { $0.hasPrefix("/") || $0.split(separator: "/").contains("..") }) else {
      throw DiagnosticError(
        .optionConflict, "the archive `\(requirement.source)` has names that lead out of it", at: requirement.span)
    }
    _ = try run(
      ["tar", "-xf", FilePath.absolute(requirement.source), "-C", folder, "--no-same-owner"], requirement)
    // The role is where `meta/main.yml` is, the collection where `MANIFEST.json` or `galaxy.yml` is.
    let marks = ["meta/main.yml", "meta/main.yaml", "MANIFEST.json", "galaxy.yml", "tasks/main.yml"]
    var candidates = [folder]
    for name in ((try? FileSystem.list(folder)) ?? []).sorted() { candidates.append(FilePath.join(folder, name)) }
    return candidates.first { folder in marks.contains { FileSystem.exists(FilePath.join(folder, $0)) } } ?? folder
  }

  // MARK: placing

  private func move(_ from: String, to target: String) throws(DiagnosticError) {
    do throws(SystemError) {
      _ = try FileSystem.makeDirectories(FilePath.parent(of: target))
      if FileSystem.exists(target) { try FileSystem.removeTree(target) }
      try FileSystem.copyTree(from, to: target)
    } catch {
      throw DiagnosticError(.unwritableFile, "cannot write `\(target)`: \(error.reason)")
    }
    let isKept = options.has("keep-scm-meta")
    if !isKept { try? FileSystem.removeTree(FilePath.join(target, ".git")) }
  }

  private func place(role requirement: GalaxyRequirement, from folder: String, depth: Int) throws(DiagnosticError) {
    let name = requirement.name ?? FilePath.name(of: folder)
    guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else {
      throw DiagnosticError(.optionConflict, "`\(name)` is no name of a role", at: requirement.span)
    }
    let target = FilePath.join(rolesFolder, name)
    let version = requirement.version ?? ""
    session.write("- extracting \(name) to \(target)\n")
    try move(folder, to: target)
    let info = FilePath.join(target, "meta/.galaxy_install_info")
    if FileSystem.isDirectory(FilePath.join(target, "meta")) {
      try? FileSystem.replace(info, with: Array("install_date: ''\nversion: '\(version)'\n".utf8), mode: 0o644)
    }
    session.write("- \(name)\(version.isEmpty ? "" : " (\(version))") was installed successfully\n")
    guard !options.has("no-deps") else { return }
    for dependency in GalaxyRequirement.dependencies(of: target) { try install(dependency, depth: depth + 1) }
  }

  private func place(collection requirement: GalaxyRequirement, from folder: String) throws(DiagnosticError) {
    guard let (namespace, name, version) = Self.identity(of: folder) else {
      throw DiagnosticError(
        .optionConflict, "`\(requirement.source)` is no collection: it has no `galaxy.yml` and no `MANIFEST.json`",
        at: requirement.span)
    }
    let root = options.value("roles-path") ?? session.settings.collectionsPath.first ?? "~/.ansible/collections"
    var base = FilePath.absolute(FilePath.expandingHome(root))
    if FilePath.name(of: base) != "ansible_collections" { base = FilePath.join(base, "ansible_collections") }
    let target = FilePath.join(base, "\(namespace)/\(name)")
    let title = "\(namespace).\(name):\(version)"
    if FileSystem.exists(target), !replaces {
      session.write("'\(title)' is already installed, skipping.\n")
      return
    }
    session.write("Installing '\(title)' to '\(target)'\n")
    try move(folder, to: target)
    session.write("\(title) was installed successfully\n")
  }

  /// The namespace, name and version that a collection says of itself.
  private static func identity(of folder: String) -> (String, String, String)? {
    let manifest = FilePath.join(folder, "MANIFEST.json")
    var info: ValueMap?
    if let bytes = try? FileSystem.read(manifest, limit: Limits.sourceFileBytes) {
      info = (try? JSONReader.read(bytes, path: manifest))?.map?["collection_info"]?.map
    } else if let file = try? SourceFile.read(FilePath.join(folder, "galaxy.yml")) {
      var warnings: [Diagnostic] = []
      info = (try? YAMLParser.parse(file, warnings: &warnings).first)?.value.map
    }
    guard let namespace = info?["namespace"]?.string, let name = info?["name"]?.string,
      (namespace + name).allSatisfy({ $0 == "_" || $0.isLetter || $0.isNumber })
    else { return nil }
    return (namespace, name, info?["version"]?.string ?? "*")
  }

  /// The version of a role that was installed; `(unknown version)` when nobody wrote it down.
  static func installedVersion(_ folder: String) -> String {
    let path = FilePath.join(folder, "meta/.galaxy_install_info")
    for line in ((try? FileSystem.readText(path)) ?? "").split(separator: "\n") where line.hasPrefix("version:") {
      let text = line.dropFirst(8).trimmingSpace().filter { $0 != "'" }
      if !text.isEmpty { return text }
    }
    return "(unknown version)"
  }
}
