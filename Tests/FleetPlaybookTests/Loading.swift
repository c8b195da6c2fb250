import FleetCore
import FleetJinja
import FleetPlaybook
import FleetVariables
import FleetVault

/// A loader as the commands make it, with toy modules.
struct Loading {
  let engine: TemplateEngine
  let reader: DocumentReader
  let loader: PlaybookLoader

  init(rolesPath: [String] = [], collectionsPath: [String] = [], extraVars: [String] = [], vaultPassword: String? = nil)
    throws
  {
    engine = TemplateEngine(registry: .builtin)
    let secrets = vaultPassword.map { [VaultSecret(password: $0)] } ?? []
    reader = DocumentReader(engine: engine, vault: Vault(secrets: secrets))
    var settings = LoaderSettings()
    settings.rolesPath = rolesPath
    settings.collectionsPath = collectionsPath
    settings.extraVars = try ExtraVariables.load(extraVars, with: reader)
    settings.moduleNames = ToyModules.known.union(ToyModules.specs.keys)
    loader = PlaybookLoader(settings: settings, reader: reader)
  }

  var checker: StaticChecker {
    StaticChecker(
      specs: ToyModules.specs, isKnown: { ToyModules.known.contains($0) || $0.split(separator: ".").count > 2 },
      loader: loader)
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
