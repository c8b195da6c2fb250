package import FleetCore
import FleetJinja
import FleetSystem
import Synchronization

/// The hosts and groups of a run. Read once from its sources; `add_host` and `group_by` change it while a run goes on.
/// Safe to ask from every task at once.
package final class Inventory: Sendable {
  /// The hosts of a pattern.
  package struct Match: Sendable {
    package let hosts: [String]
    /// Parts of the pattern that match nothing, to be warned about.
    package let unmatched: [String]
  }

  struct State: Sendable {
    var graph: InventoryGraph
    var revision = 0
    var limit: HostPattern?
    var hostTables: [VariableTable?] = []
    var groupTables: [VariableTable?] = []
    var faults: [Diagnostic] = []
    var warnings: [Diagnostic] = []
    /// What tasks added while the run goes on.
    var additions: [Addition] = []
  }

  /// A change that a task made.
  enum Addition: Sendable {
    case host(String, groups: [String], variables: ValueMap)
    case group(String, parents: [String], host: String)
  }

  /// As the user gave them; absolute where they are files (`ansible_inventory_sources`).
  package let sources: [String]
  let folders: VariableFolders
  let options: InventoryOptions
  let state: Mutex<State>

  /// Why there is no host: none of the sources that were named exists.
  private let missingSource: DiagnosticError?

  private init(
    sources: [String], folders: VariableFolders, options: InventoryOptions, graph: InventoryGraph,
    missingSource: DiagnosticError? = nil
  ) {
    self.missingSource = missingSource
    self.sources = sources
    self.folders = folders
    self.options = options
    state = Mutex(State(graph: graph))
  }

  /// Reads all sources. What is missing or cannot be read is a warning beside others that can, unless the settings want
  /// it to be a fault. When every source that was named is missing, that is an error as soon as hosts are
  /// wanted from it: a
  /// misspelt name never means "no hosts". `ANSIBLE_INVENTORY_UNPARSED_WARNING=False` says that none is needed.
  package static func load(
    sources texts: [String], options: InventoryOptions
  ) throws(DiagnosticError) -> Inventory {
    var located: [InventoryLoader.Source] = []
    var missing: [(String, DiagnosticError)] = []
    for text in texts where !text.isEmpty {
      do throws(DiagnosticError) {
        located.append(try InventoryLoader.locate(text))
      } catch {
        missing.append((FilePath.absolute(text), error))
      }
    }
    var directories: [String] = []
    for source in located {
      if let folder = InventoryLoader.folder(of: source), !directories.contains(folder) { directories.append(folder) }
    }
    let folders = VariableFolders(directories: directories, options: options)
    var loader = InventoryLoader(options: options, folders: folders)
    for (path, error) in missing { try loader.note(error, of: path) }
    if !(try loader.load(located)), options.warnsWithoutSource || options.failsWithoutSource {
      guard !options.failsWithoutSource else {
        throw DiagnosticError(.noInventory, "No inventory was parsed, please check your configuration and options.")
      }
      loader.warn(
        Diagnostic(
          .noInventory, "No inventory was parsed, only implicit localhost is available", severity: .warning))
    }
    let inventory = Inventory(
      sources: located.map { $0.path ?? $0.text }, folders: folders, options: options, graph: loader.graph,
      missingSource: located.isEmpty && options.warnsWithoutSource ? missing.first?.1 : nil)
    try inventory.checkVariableFiles()
    return inventory
  }

  /// An inventory without hosts: only the implicit `localhost`.
  package static func empty(options: InventoryOptions) -> Inventory {
    var graph = InventoryGraph()
    graph.reconcile()
    return Inventory(
      sources: [], folders: VariableFolders(directories: [], options: options), options: options, graph: graph)
  }

  /// Reads the variable files of all hosts and groups that are there, so that their faults are known before the run.
  private func checkVariableFiles() throws(DiagnosticError) {
    let graph = state.withLock { $0.graph }
    var faults: [Diagnostic] = []
    for (kind, names) in [
      (VariableFolders.Kind.group, folders.names(.group).filter { graph.groupIndex[$0] != nil }),
      (.host, folders.names(.host).filter { graph.hostIndex[$0] != nil }),
    ] {
      for name in names.sorted() {
        do throws(DiagnosticError) {
          _ = try folders.tables(kind, name)
        } catch {
          faults += error.diagnostics
        }
      }
    }
    guard faults.isEmpty else { throw DiagnosticError(faults) }
  }

  /// Harmless findings since the last call.
  package func takeWarnings() -> [Diagnostic] {
    state.withLock { state in
      defer {
        state.graph.warnings = []
        state.warnings = []
      }
      return state.graph.warnings + state.warnings
    } + folders.takeWarnings()
  }

  /// Faults of files that were read while the run went on.
  package func takeFaults() -> [Diagnostic] {
    state.withLock { state in
      defer { state.faults = [] }
      return state.faults
    }
  }
}

// MARK: - Patterns

extension Inventory {
  /// Sets `--limit`; `@file` names a file with one pattern a line. Throws when nothing is left.
  package func setLimit(_ text: String?) throws(DiagnosticError) {
    guard let text else { return state.withLock { $0.limit = nil } }
    var parts: [String] = []
    for part in HostPattern.split(text) {
      guard part.hasPrefix("@") else {
        parts.append(part)
        continue
      }
      let path = String(part.dropFirst())
      guard FileSystem.isRegular(path) else {
        throw DiagnosticError(
          .unreadableFile,
          FileSystem.isDirectory(path)
            ? "--limit starting with \"@\" must be a file, not a directory: \(path)"
            : "Unable to find limit file \(path)")
      }
      let file = try SourceFile.read(path)
      parts += (1...file.lineCount).map { file.line($0).trimmingSpace() }.filter { !$0.isEmpty }
    }
    let limit = HostPattern(parts)
    let graph = state.withLock { $0.graph }
    let match = try graph.match(limit)
    // Without any host only the implicit localhost is there, which no limit has to name (`get_host_list`).
    guard !match.hosts.isEmpty || graph.hosts.isEmpty else {
      throw DiagnosticError(
        .limitMatchesNothing, "the limit `\(text)` matches no host",
        notes: ["Specified inventory, host pattern and/or --limit leaves us with no hosts to target."],
        help: match.unmatched.flatMap { Suggestion.help(for: $0, in: names) })
    }
    state.withLock { $0.limit = limit }
  }

  /// Throws when hosts are wanted and none of the sources that were named exists.
  package func requireSource() throws(DiagnosticError) {
    if let missingSource, state.withLock({ $0.graph.hosts.isEmpty }) { throw missingSource }
  }

  /// Every name that a pattern can mean.
  private var names: [String] {
    state.withLock { state in state.graph.groups.map(\.name) + state.graph.hosts.map(\.name) }
  }

  /// The hosts of a pattern within the limit, in the inventory's order.
  package func hosts(
    matching pattern: HostPattern, ignoringLimit: Bool = false
  ) throws(DiagnosticError) -> Match {
    let (graph, limit) = state.withLock { ($0.graph, $0.limit) }
    let match = try graph.match(pattern)
    if match.hosts.isEmpty { try requireSource() }
    guard let limit, !ignoringLimit else { return Match(hosts: match.hosts, unmatched: match.unmatched) }
    let allowed = Set(try graph.match(limit).hosts)
    return Match(hosts: match.hosts.filter(allowed.contains), unmatched: match.unmatched)
  }

  package func hosts(matching pattern: String, ignoringLimit: Bool = false) throws(DiagnosticError) -> Match {
    try hosts(matching: HostPattern(pattern), ignoringLimit: ignoringLimit)
  }
}
