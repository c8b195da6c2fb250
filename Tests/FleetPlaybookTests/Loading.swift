import FleetCore
import FleetInventory
import FleetJinja
import FleetPlaybook
import FleetVariables
import FleetVault

/// A loader as the commands make it, with toy modules.
struct Loading {
  let engine: TemplateEngine
  let reader: DocumentReader
  let loader: PlaybookLoader
  /// What is known beside the playbook; nil: only what the playbook says is checked.
  var world: CheckWorld?

  /// What is known of an inventory file, or that there is none.
  enum Hosts {
    case unknown
    case none
    case file(String)
  }

  init(
    rolesPath: [String] = [], collectionsPath: [String] = [], extraVars: [String] = [], vaultPassword: String? = nil,
    hosts: Hosts = .unknown
  ) throws {
    var defers = true
    if case .unknown = hosts { defers = false }
    engine = TemplateEngine(registry: .builtin, defersSyntaxFaults: defers)
    let secrets = vaultPassword.map { [VaultSecret(password: $0)] } ?? []
    reader = DocumentReader(engine: engine, vault: Vault(secrets: secrets))
    var settings = LoaderSettings()
    settings.rolesPath = rolesPath
    settings.collectionsPath = collectionsPath
    settings.extraVars = try ExtraVariables.load(extraVars, with: reader)
    settings.moduleNames = ToyModules.known.union(ToyModules.specs.keys)
    loader = PlaybookLoader(settings: settings, reader: reader)
    let options = InventoryOptions(templates: engine)
    switch hosts {
    case .unknown: world = nil
    case .none: world = CheckWorld(engine: engine, vault: Vault(), inventory: .empty(options: options))
    case .file(let path):
      world = CheckWorld(engine: engine, vault: Vault(), inventory: try .load(sources: [path], options: options))
      world?.isInventoryGiven = true
    }
    world?.names = MagicVariables.names.union(settings.extraVars.names)
  }

  var checker: StaticChecker {
    StaticChecker(
      specs: ToyModules.specs, isKnown: { ToyModules.known.contains($0) || $0.split(separator: ".").count > 2 },
      loader: loader, world: world)
  }

  /// Everything that is found before a run.
  func findings(_ path: String) -> (playbook: Playbook?, findings: [Diagnostic]) {
    do throws(DiagnosticError) {
      let playbook = try loader.load(path, checkedBy: checker)
      return (playbook, playbook.warnings)
    } catch {
      return (nil, error.diagnostics)
    }
  }
}
