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
    graph.mergesHashes = options.mergesHashes
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

  mutating func warn(_ warning: Diagnostic) { graph.warnings.append(warning) }

  /// The folder whose `group_vars` and `host_vars` belong to a source.
  static func folder(of source: Source) -> String? {
    source.path.map { FileSystem.isDirectory($0) ? $0 : FilePath.folder(of: $0) }
  }

  /// Reads the sources in order. One that cannot be read leaves nothing behind; unless the settings want it to be a
  /// fault, it is a warning, as in Ansible. True when any was read.
  mutating func load(_ sources: [Source]) throws(DiagnosticError) -> Bool {
    var isAnyRead = false
    for source in sources {
      if let path = source.path {
        if try load(path, depth: 0) { isAnyRead = true }
      } else {
        let before = graph
        do throws(DiagnosticError) {
          try hostList(source.text)
          isAnyRead = true
        } catch {
          graph = before
          try note(error, of: source.text)
        }
      }
    }
    graph.reconcile()
    return isAnyRead
  }

  /// What could not be read, as warnings, unless it has to be a fault.
  mutating func note(_ error: DiagnosticError, of source: String) throws(DiagnosticError) {
    guard !options.failsOnUnreadableSource else { throw error }
    for fault in error.diagnostics {
      var warning = fault
      warning.severity = .warning
      graph.warnings.append(warning)
    }
    graph.warnings.append(
      Diagnostic(.noInventory, "Unable to parse \(source) as an inventory source", severity: .warning))
  }

  private mutating func load(_ path: String, depth: Int) throws(DiagnosticError) -> Bool {
    guard FileSystem.isDirectory(path) else {
      let before = graph
      do throws(DiagnosticError) {
        try loadFile(path)
        return true
      } catch {
        graph = before
        try note(error, of: path)
        return false
      }
    }
    guard depth < Limits.includeDepth else {
      throw DiagnosticError(.tooLarge, "inventory folders are nested deeper than \(Limits.includeDepth) levels")
    }
    let names: [String]
    do throws(SystemError) {
      names = try FileSystem.list(path)
    } catch {
      throw DiagnosticError(.unreadableFile, "cannot read the folder `\(FilePath.shown(path))`: \(error.reason)")
    }
    var isAnyRead = false
    for name in names.sorted(by: JSONWriter.codePointOrder) where try !isIgnored(name) {
      if try load(FilePath.join(path, name), depth: depth + 1) { isAnyRead = true }
    }
    return isAnyRead
  }

  private func isIgnored(_ name: String) throws(DiagnosticError) -> Bool {
    if name.hasPrefix(".") || ["host_vars", "group_vars", "vars_plugins"].contains(name) { return true }
    if options.ignoredExtensions.contains(where: { name.hasSuffix($0) }) { return true }
    for pattern in options.ignoredPatterns where try NamePattern.regex(pattern, at: nil).isFound(in: name) {
      return true
    }
    return false
  }

  private mutating func hostList(_ text: String) throws(DiagnosticError) {
    var reader = SourceReader(graph, source: text, options: options)
    for part in text.split(separator: ",") {
      let name = part.trimmingSpace()
      guard !name.isEmpty else { continue }
      var names = [name]
      var port: Int?
      if options.isEnabled("advanced_host_list") {
        do throws(DiagnosticError) {
          (names, port) = try HostRange.hosts(name, at: nil)
        } catch {
          throw DiagnosticError(
            error.diagnostics.map { fault in
              var fault = fault
              fault.notes.append("Failed to parse inventory with 'advanced_host_list' plugin")
              return fault
            })
        }
      } else if let address = HostAddress(name, allowsRanges: false) {
        (names, port) = ([address.host], address.port)
      }
      for host in names where reader.graph.hostIndex[host] == nil {
        reader.add(hosts: [host], port: port, to: InventoryGraph.ungrouped, variables: [], at: nil)
      }
    }
    graph = reader.graph
  }

  /// Executable programs first, then YAML (a plugin's when it names one), then INI, as Ansible tries them.
  private mutating func loadFile(_ path: String) throws(DiagnosticError) {
    let shown = FilePath.shown(path)
    let reader = SourceReader(graph, source: path, options: options)
    if options.isEnabled("script"), FileSystem.isExecutable(path), ScriptInventory.isProgram(path) {
      graph = try ScriptInventory.read(path, shown: shown, reader)
      return
    }
    let file = try options.vault.read(path, name: shown)
    let ext = FilePath.splitExtension(path).ext
    if ext == ".toml", options.isEnabled("toml") {
      graph = try TOMLInventory.read(file, reader)
      return
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
    case "generator", "ansible.builtin.generator":
      return try GeneratorInventory.read(root, reader)
    case "cloud.terraform.terraform_state":
      return try TerraformInventory.read(root, reader)
    default:
      throw DiagnosticError(
        .inventoryPlugin, "no inventory plugin `\(plugin)`", at: span,
        help: Suggestion.help(for: plugin, in: ["constructed", "generator", "cloud.terraform.terraform_state"])
          + ["for other sources use an executable script that prints the JSON of `--list`"])
    }
  }
}
