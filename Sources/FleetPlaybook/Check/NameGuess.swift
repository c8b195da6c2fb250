import FleetCore
import FleetJinja
import FleetSystem

/// The files or roles that a templated name of an include may stand for: evaluated when everything in it is written
/// down, else the files that fit its fixed parts.
struct NameGuess {
  let checker: StaticChecker
  let visit: TaskVisit

  private var task: PlayTask { visit.task }

  /// Where files of tasks are looked for.
  var taskFolders: [String] {
    let kind = task.isHandler ? "handlers" : "tasks"
    var folders = [FilePath.folder(of: task.file)]
    if let role = task.role {
      folders += [FilePath.join(role.path, kind), FilePath.join(role.path, "tasks"), role.path]
    }
    return folders + [FilePath.join(visit.play.directory, kind), visit.play.directory]
  }

  /// Where files of variables are looked for.
  var variableFolders: [String] {
    SearchPath(task: task, playbookDirectory: visit.play.directory).folders.flatMap {
      [FilePath.join($0, "vars"), $0]
    }
  }

  /// The roles of an `include_role` that loops over names, or takes one from a variable.
  var roles: [RoleSelection] {
    guard let value = (task.action.argument("name") ?? task.action.argument("role"))?.value else { return [] }
    return evaluated(value).compactMap { task.action.roleSelection($0) }
  }

  /// The names that a value may stand for, as existing files of the folders.
  func names(_ value: TemplatedValue, in folders: [String]) -> [String] {
    if let literal = value.literal?.string { return [literal] }
    var names: [String] = []
    for text in patterns(value) {
      if text.contains("*") { names += files(text, folders) } else { names.append(text) }
    }
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  /// Fixed names, and patterns with `*` for what is not known.
  private func patterns(_ value: TemplatedValue) -> [String] {
    let known = evaluated(value)
    if !known.isEmpty { return known }
    guard case .template(let template) = value else { return [] }
    if isLoopVariable(template), let loop = task.own.loop, loop.kind != .loop { return texts(of: loop.value) }
    return Self.pattern(template.text).map { [$0] } ?? []
  }

  private func isLoopVariable(_ template: Template) -> Bool {
    let name = task.own.loopControl.loopVar?.literal ?? "item"
    return template.text.filter { !$0.isWhitespace } == "{{\(name)}}"
  }

  /// The texts of a `with_first_found`: names, or mappings of `files` and `paths`.
  private func texts(of value: TemplatedValue) -> [String] {
    switch value {
    case .data(.string(let text)): [text]
    case .data(.list(let items)): items.flatMap { texts(of: .data($0)) }
    case .data(.map(let map)): map["files"].map { joined(texts(of: .data($0)), map["paths"].map { .data($0) }) } ?? []
    case .template(let template): Self.pattern(template.text).map { [$0] } ?? []
    case .list(let items): items.flatMap(texts)
    case .map(let entries):
      entries.first { $0.key.literal?.string == "files" }.map { files in
        joined(texts(of: files.value), entries.first { $0.key.literal?.string == "paths" }?.value)
      } ?? []
    default: []
    }
  }

  private func joined(_ files: [String], _ paths: TemplatedValue?) -> [String] {
    guard let paths else { return files }
    return texts(of: paths).flatMap { path in files.map { path == "." ? $0 : FilePath.join(path, $0) } }
  }

  /// The text with `*` for every expression; nil when nothing of it is fixed.
  static func pattern(_ text: String) -> String? {
    guard !text.contains("{%"), !text.contains("{#") else { return nil }
    var result = ""
    var rest = text[...]
    while let open = rest.firstRange(of: "{{") {
      result += rest[..<open.lowerBound] + "*"
      guard let close = rest[open.upperBound...].firstRange(of: "}}") else { return nil }
      rest = rest[close.upperBound...]
    }
    result += rest
    let stem = FilePath.name(of: result)
    return stem.allSatisfy { $0 == "*" } ? nil : result
  }

  private func files(_ pattern: String, _ folders: [String]) -> [String] {
    var folder = pattern.contains("/") ? FilePath.folder(of: pattern) : ""
    // `{{ role_path }}/vars/…` and the like: the folders are known anyway.
    if folder.hasPrefix("*/") { folder = String(folder.dropFirst(2)) } else if folder == "*" { folder = "" }
    guard !folder.contains("*") else { return [] }
    let parts = Self.parts(of: FilePath.name(of: pattern))
    var found: [String] = []
    for base in folders {
      let place = folder.isEmpty ? base : FilePath.join(base, folder)
      for file in FolderListing.names(in: place) where Self.matches(file, parts) {
        let path = FilePath.absolute(FilePath.join(place, file))
        if !found.contains(path), FileSystem.isRegular(path) { found.append(path) }
        if found.count >= Limits.guessedFiles { return found }
      }
    }
    return found
  }

  /// Whether a file that was found holds plays: it lies in a folder of candidates, but no include means it. What stands
  /// as far left is a key of an element of the file's list.
  static func isPlaybook(_ path: String) -> Bool {
    guard path.hasPrefix("/"), let bytes = try? FileSystem.read(path, limit: Limits.sourceFileBytes) else {
      return false
    }
    return bytes.split(separator: UInt8(ascii: "\n")).contains { line in
      let rest = line.dropFirst(2)
      return (line.starts(with: "- ".utf8) || line.starts(with: "  ".utf8))
        && (rest.starts(with: "hosts:".utf8) || rest.starts(with: "import_playbook:".utf8)
          || rest.starts(with: "ansible.builtin.import_playbook:".utf8))
    }
  }

  /// What stands between the `*` of a pattern.
  static func parts(of pattern: String) -> [String] {
    pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
  }

  /// Whether a name fits a pattern with `*`, given by its parts.
  static func matches(_ name: String, _ parts: [String]) -> Bool {
    guard let first = parts.first, let last = parts.last, parts.count > 1 else { return name == parts.first }
    guard name.hasPrefix(first), name.hasSuffix(last) else { return false }
    var rest = name.dropFirst(first.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.count >= last.count && rest.hasSuffix(last)
  }

  /// The values of a name whose variables are all written in the playbook; for a loop over written items, all of them.
  private func evaluated(_ value: TemplatedValue) -> [String] {
    guard let world = checker.world else { return [] }
    var tables = task.vars
    var role = task.role
    while let current = role {
      tables += [current.parameters] + (current.entryVars.map { [$0] } ?? []) + [current.vars, current.defaults]
      role = current.parents.last
    }
    tables += visit.play.vars.map { [$0] } ?? []
    let items = loopItems
    let name = task.own.loopControl.loopVar?.literal ?? "item"
    let scopes =
      items.isEmpty
      ? [tables] : items.map { [VariableTable([(name, .init(value: .data($0), span: nil))], source: "")] + tables }
    var names: [String] = []
    for tables in scopes.prefix(Limits.guessedFiles) {
      let scope = ImportScope(tables, playbookDirectory: visit.play.directory, role: task.role)
      guard let data = try? world.engine.value(of: value, in: scope), let text = String.convert(data), !text.isEmpty
      else { return [] }
      if !names.contains(text) { names.append(text) }
    }
    return names
  }

  private var loopItems: [Value] {
    guard let loop = task.own.loop, loop.kind != .with("first_found") else { return [] }
    if case .data(.list(let items)) = loop.value { return items }
    return []
  }
}
