import FleetCore
import FleetSystem
import FleetVault
import FleetYAML

/// Finds out what each inventory source is and lets the right reader fill the graph; in the order given.
struct InventoryLoader {
  private let options: InventoryOptions
  private let folders: VariableFolders
  private(set) var graph = InventoryGraph()

  /// A source that exists, with the path to read it from.
  struct Source {
    /// As the user wrote it.
    let text: String
    /// Absolute; nil for a list of hosts.
    let path: String?
  }

  init(options: InventoryOptions, folders: VariableFolders) {
    self.options = options
    self.folders = folders
  }

  /// A source as given, else below `inventory/`; a text with a comma that is no file is a list of hosts.
  static func locate(_ text: String) throws(DiagnosticError) -> Source {
    let expanded = FilePath.expandingHome(text)
    for candidate in [expanded, FilePath.join("inventory", expanded)] where FileSystem.exists(candidate) {
      return Source(text: text, path: FilePath.absolute(candidate))
    }
    if text.contains(",") { return Source(text: text, path: nil) }
    let known = (try? FileSystem.list("inventory")) ?? []
    throw DiagnosticError(
      .noInventory, "no inventory `\(text)`", notes: ["looked for `\(text)` and `inventory/\(text)`"],
      help: Suggestion.help(for: text, in: known) + ["for a list of hosts write a comma behind it: `-i \(text),`"])
  }

  /// The folder whose `group_vars` and `host_vars` belong to a source.
  static func folder(of source: Source) -> String? {
    source.path.map { FileSystem.isDirectory($0) ? $0 : FilePath.folder(of: $0) }
  }

  mutating func load(_ sources: [Source]) throws(DiagnosticError) {
    for source in sources {
      if let path = source.path {
        try load(path, depth: 0)
      } else {
        hostList(source.text)
      }
    }
    graph.reconcile()
  }

  private mutating func load(_ path: String, depth: Int) throws(DiagnosticError) {
    guard FileSystem.isDirectory(path) else { return try loadFile(path) }
    guard depth < Limits.includeDepth else {
      throw DiagnosticError(.tooLarge, "inventory folders are nested deeper than \(Limits.includeDepth) levels")
    }
    let names: [String]
    do throws(SystemError) {
      names = try FileSystem.list(path)
    } catch {
      throw DiagnosticError(.unreadableFile, "cannot read the folder `\(FilePath.shown(path))`: \(error.reason)")
    }
    for name in names.sorted(by: JSONWriter.codePointOrder) where try !isIgnored(name) {
      try load(FilePath.join(path, name), depth: depth + 1)
    }
  }

  private func isIgnored(_ name: String) throws(DiagnosticError) -> Bool {
    if name.hasPrefix(".") || ["host_vars", "group_vars", "vars_plugins"].contains(name) { return true }
    if options.ignoredExtensions.contains(where: { name.hasSuffix($0) }) { return true }
    for pattern in options.ignoredPatterns where try NamePattern.regex(pattern, at: nil).isFound(in: name) {
      return true
    }
    return false
  }

  private mutating func hostList(_ text: String) {
    var reader = SourceReader(graph, source: text, options: options)
    for part in text.split(separator: ",") {
      let name = part.trimmingSpace()
      guard !name.isEmpty else { continue }
      let address = HostAddress(name, allowsRanges: false)
      let host = address?.host ?? name
      guard reader.graph.hostIndex[host] == nil else { continue }
      reader.add(hosts: [host], port: address?.port, to: InventoryGraph.ungrouped, variables: [], at: nil)
    }
    graph = reader.graph
  }

  /// Executable programs first, then YAML (a plugin's when it names one), then INI, as Ansible tries them.
  private mutating func loadFile(_ path: String) throws(DiagnosticError) {
    let shown = FilePath.shown(path)
    let reader = SourceReader(graph, source: path, options: options)
    if FileSystem.isExecutable(path), ScriptInventory.isProgram(path) {
      graph = try ScriptInventory.read(path, shown: shown, reader)
      return
    }
    let file = try options.vault.read(path, name: shown)
    let ext = FilePath.splitExtension(path).ext
    guard ext != ".toml" else {
      throw DiagnosticError(
        .invalidInventory, "`\(shown)` is a TOML inventory, which is not supported",
        help: ["write it as YAML or INI; `ansible-inventory --list --yaml --export` converts it"])
    }
    guard ext.isEmpty || [".yml", ".yaml", ".json", ".config"].contains(ext) else {
      graph = try INIInventory.read(file, reader)
      return
    }
    do throws(DiagnosticError) {
      if try loadYAML(file, reader) { return }
    } catch {
      // A file without an extension, or one that only bears the name of YAML, may be in INI form.
      guard let ini = try? INIInventory.read(file, reader), Self.looksLikeINI(file, ext) else {
        if ext.isEmpty, Self.looksLikeINI(file, ext) { graph = try INIInventory.read(file, reader) }
        throw error
      }
      graph = ini
      return
    }
    graph = try INIInventory.read(file, reader)
  }

  /// Whether a file's first line that says something is a section or a host, not `key:` or `---`.
  private static func looksLikeINI(_ file: SourceFile, _ ext: String) -> Bool {
    for number in 1...file.lineCount {
      let line = file.line(number).trimmingSpace()
      guard let first = line.first, first != "#", first != ";" else { continue }
      if line == "---" || line.hasPrefix("- ") || line.hasPrefix("{") { return false }
      let word = line.prefix { !$0.isWhitespace }
      return !word.hasSuffix(":")
    }
    return ext.isEmpty
  }

  /// False when the text is no mapping, so that it may be in INI form.
  private mutating func loadYAML(_ file: SourceFile, _ reader: SourceReader) throws(DiagnosticError) -> Bool {
    var reader = reader
    var warnings: [Diagnostic] = []
    let documents = try YAMLParser.parse(file, warnings: &warnings)
    guard let root = documents.first, root.scalar?.value != .null else {
      guard FilePath.splitExtension(reader.source).ext.isEmpty else {
        throw DiagnosticError(
          .invalidInventory, "the inventory `\(file.path)` is empty", at: Span(file: file, line: 1, column: 1),
          help: ["begin with `all:` and put `hosts:` below it"])
      }
      return false
    }
    if root.scalar != nil { return false }
    guard documents.count == 1 else {
      throw DiagnosticError(
        .invalidInventory, "`\(file.path)` holds more than one YAML document", at: documents[1].span)
    }
    for warning in warnings { reader.warn(warning) }
    if let plugin = root["plugin"], let name = plugin.scalar?.text, root.mapping != nil {
      graph = try run(plugin: name, at: plugin.span, root, reader)
    } else {
      graph = try YAMLInventory.read(root, reader)
    }
    return true
  }

  private func run(
    plugin: String, at span: Span, _ root: YAMLNode, _ reader: SourceReader
  ) throws(DiagnosticError) -> InventoryGraph {
    switch plugin {
    case "constructed", "ansible.builtin.constructed":
      return try ConstructedInventory.read(root, reader, folders: folders)
    case "cloud.terraform.terraform_state":
      return try TerraformInventory.read(root, reader)
    default:
      throw DiagnosticError(
        .inventoryPlugin, "no inventory plugin `\(plugin)`", at: span,
        help: Suggestion.help(for: plugin, in: ["constructed", "cloud.terraform.terraform_state"])
          + ["for other sources use an executable script that prints the JSON of `--list`"])
    }
  }
}
