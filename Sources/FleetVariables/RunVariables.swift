package import FleetCore
package import FleetJinja
package import FleetPlaybook
package import FleetVault
import Synchronization

/// All variables of a run: the layers that never change, and what was learned about each host. One object a run,
/// shared by all hosts.
///
/// The engine asks it for a scope, per task and host:
///
///     let play = PlayContext(play: play, allHosts: names)
///     let scope = variables.scope(for: "web1", task: task, in: play)        // cheap: nothing is merged or evaluated
///     let name = try task.name?.value(in: scope)
///     let inner = scope.with(["item": item, "ansible_loop": loop])          // a loop's item
///     variables.state(of: "web1").register("result", value)                 // seen by scopes made from now on
///
/// Probed from the strongest layer to the weakest (Ansible's precedence, the numbers of its documentation):
/// loop and include locals, magic variables, extra vars (22), include parameters (21), role parameters (20),
/// `set_fact` and registered (19), `include_vars` (18), task and block vars (17, 16), role vars (15), exported vars of
/// the play's roles, `vars_files` (14), prompted (13), play vars (12), facts (11), host vars of playbook, inventory
/// folder and inventory (10-8), group vars likewise (7-3), role defaults (2). Command line values are settings.
package final class RunVariables: Sendable {
  package let settings: VariableSettings
  package let inventory: any InventoryVariables
  package let templates: TemplateEngine
  package let extraVars: VariableTable
  package let loader: any IncludeLoading
  /// Opens vaulted files that lookups name.
  package let vault: Vault
  private let states = Mutex<[String: HostState]>([:])
  private let hostTables = Mutex(HostTableCache())
  private let fileFolders = Mutex<[String: PlaybookVariableFiles]>([:])
  let varsFiles = VarsFileCache()
  private let foresight = Mutex<Foresight?>(nil)
  private let foundWarnings = Mutex<[Diagnostic]>([])

  package init(
    settings: VariableSettings, inventory: any InventoryVariables, templates: TemplateEngine,
    extraVars: VariableTable, loader: any IncludeLoading, vault: Vault = Vault()
  ) {
    self.vault = vault
    self.settings = settings
    self.inventory = inventory
    self.templates = templates
    self.extraVars = extraVars
    self.loader = loader
  }

  /// What was learned about a host; made at the first question.
  package func state(of host: String) -> HostState {
    states.withLock { states in
      if let known = states[host] { return known }
      let fresh = HostState(host: host, cache: settings.factCache)
      states[host] = fresh
      return fresh
    }
  }

  /// Takes over what an earlier run learned about the hosts.
  package func learn(from earlier: RunVariables) {
    let known = earlier.states.withLock { $0 }
    states.withLock { $0 = known }
  }

  /// The variables that a task on a host sees. Without a task: those of the play. `locals` are the strongest (loop
  /// variables). `delegate` is the host that the task is delegated to, for `ansible_delegated_vars`.
  package func scope(
    for host: String, task: PlayTask? = nil, in play: PlayContext?, locals: [String: JinjaValue] = [:],
    delegate: String? = nil
  ) throws(DiagnosticError) -> TaskScope {
    let layers = VariableLayers(
      variables: self, host: host, task: task, play: play,
      varsFiles: try varsFiles.tables(for: host, in: play, task: task, variables: self))
    return TaskScope(layers: layers, locals: locals, delegate: delegate)
  }

  /// The variables of a host without play and task: what `hostvars` shows.
  package func hostScope(for host: String, directory: String? = nil) -> TaskScope {
    TaskScope(
      layers: VariableLayers(
        variables: self, host: host, task: nil, play: nil, varsFiles: [], directory: directory))
  }

  /// Variables without a host, for a play's own keywords (`hosts`, `serial`, `name`, `vars_files`): extra vars, then
  /// prompted, then the play's vars, and what is magic without a host.
  package func playScope(_ play: PlayContext, task: PlayTask? = nil) -> TaskScope {
    let isStatic = play.play.settings.varsFiles.allSatisfy { $0.candidates.allSatisfy { $0.literal != nil } }
    let files = isStatic ? (try? varsFiles.tables(for: nil, in: play, task: nil, variables: self)) ?? [] : []
    return TaskScope(layers: VariableLayers(variables: self, host: nil, task: task, play: play, varsFiles: files))
  }

  /// `group_vars` and `host_vars` beside a playbook.
  package func files(beside directory: String) -> PlaybookVariableFiles {
    fileFolders.withLock { folders in
      if let known = folders[directory] { return known }
      let fresh = PlaybookVariableFiles(directory: directory, loader: loader)
      folders[directory] = fresh
      return fresh
    }
  }

  /// The tables of a host's inventory and files, the strongest first; kept until the inventory changes.
  func inventoryTables(of host: String, directory: String) -> HostTables {
    let key = HostTableCache.Key(host: host, directory: directory)
    let revision = inventory.revision
    if let known = hostTables.withLock({ $0.tables(of: key, revision: revision) }) { return known }
    let fresh = HostTables(
      host: host, inventory: inventory, playbook: settings.readsPlaybookVariables ? files(beside: directory) : nil)
    hostTables.withLock { $0.store(fresh, of: key, revision: revision) }
    return fresh
  }

  /// Reads the files beside a playbook for all hosts and groups of the inventory, so that their faults are known before
  /// the run.
  package func faults(beside directory: String) -> [Diagnostic] {
    let files = files(beside: directory)
    for group in inventory.groupMembers { _ = files.groupFiles(group.name) }
    for host in inventory.hostNames { _ = files.hostFiles(host) }
    return files.faults
  }

  /// Whether a task that is prepared before its turn must not look at a variable.
  func hides(_ name: String) -> Bool { foresight.withLock { $0?.hides(name) ?? false } }

  /// Prepares something before its turn: what the foresight hides cannot be read meanwhile.
  package func withForesight<Result>(_ foresight: Foresight, _ body: () -> Result) -> Result {
    self.foresight.withLock { $0 = foresight }
    defer { self.foresight.withLock { $0 = nil } }
    return body()
  }

  func warn(_ warning: Diagnostic) {
    foundWarnings.withLock { warnings in
      if !warnings.contains(warning) { warnings.append(warning) }
    }
  }

  /// Harmless findings since the last call, each once: a `vars_files` name that could not be evaluated yet.
  package func takeWarnings() -> [Diagnostic] {
    foundWarnings.withLock { warnings in
      defer { warnings = [] }
      return warnings
    }
  }
}

/// The tables of hosts, for one revision of the inventory.
private struct HostTableCache {
  private var revision = -1
  private var tables: [Key: HostTables] = [:]

  struct Key: Hashable {
    let host: String
    let directory: String
  }

  func tables(of key: Key, revision: Int) -> HostTables? { revision == self.revision ? tables[key] : nil }

  mutating func store(_ fresh: HostTables, of key: Key, revision: Int) {
    if revision != self.revision {
      tables = [:]
      self.revision = revision
    }
    tables[key] = fresh
  }
}
