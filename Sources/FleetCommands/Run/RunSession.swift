import FleetCore
import FleetEngine
import FleetInventory
import FleetJinja
import FleetModules
import FleetPlaybook
import FleetSystem
import FleetTransport
import FleetVariables
import FleetVault

/// Wires the parts of a run together: the only place that knows them all.
struct RunSession {
  let request: RunRequest
  let templates: TemplateEngine
  let reader: DocumentReader
  let loader: PlaybookLoader
  let extraVars: VariableTable
  let inventory: Inventory

  /// Reads the inventory and the extra variables; playbooks follow in `load`.
  init(_ request: RunRequest) throws(DiagnosticError) {
    var request = request
    templates = TemplateEngine(
      registry: .builtin, options: request.templateOptions,
      loader: { name, asking throws(DiagnosticError) in try TemplateFiles.find(name, relativeTo: asking) })
    reader = DocumentReader(
      engine: templates, vault: request.vault, redactor: request.redactor,
      duplicateKeys: request.loader.duplicateKeys)
    extraVars = try ExtraVariables.load(request.extraVars, with: reader)
    request.loader.extraVars = extraVars
    if request.loader.moduleNames.isEmpty { request.loader.moduleNames = Self.moduleNames }
    loader = PlaybookLoader(settings: request.loader, reader: reader)
    var options = InventoryOptions(templates: templates, vault: request.vault, redactor: request.redactor)
    options.apply(request.inventorySettings)
    inventory =
      request.inventorySources.isEmpty
      ? .empty(options: options) : try .load(sources: request.inventorySources, options: options)
    try inventory.setLimit(request.limit)
    self.request = request
  }

  /// Modules and actions with their parameters.
  private static let specs = ModuleCatalog.specs.merging(ActionParameters.specs) { module, _ in module }

  /// Every name that may stand as a task's module.
  private static let moduleNames = Set(specs.keys).union(ActionParameters.freeNames).union(RunContext.actionNames)
    .union(ModuleNames.unimplemented)

  private var checker: StaticChecker {
    StaticChecker(
      specs: Self.specs, isKnown: { Self.moduleNames.contains($0) || ModuleNames.isKnownElsewhere($0) },
      loader: loader)
  }

  /// Loads all playbooks; throws all faults of the first that has any.
  func load(checks: Bool = true) throws(DiagnosticError) -> [Playbook] {
    var playbooks: [Playbook] = []
    for path in request.playbooks { playbooks.append(try load(path, checks: checks)) }
    return playbooks
  }

  /// Loads a playbook and, with `checks`, finds what can be known to be wrong before any connection.
  func load(_ path: String, checks: Bool = true) throws(DiagnosticError) -> Playbook {
    checks ? try loader.load(path, checkedBy: checker) : try loader.load(path)
  }

  /// What can be known to be wrong of playbooks that were loaded without checks.
  func check(_ playbooks: [Playbook]) -> [Diagnostic] { playbooks.flatMap(checker.check) }

  /// Runs the playbooks and says how it went.
  func perform(
    _ playbooks: [Playbook], listeners: [any RunListener], provider: any ConnectionProvider,
    prompter: any VariablePrompter, stepper: (any TaskStepper)? = nil, interrupt: InterruptSignal?
  ) async -> RunReport {
    var settings = request.variables
    if let first = playbooks.first { settings.playbookDirectory = FilePath.folder(of: FilePath.absolute(first.path)) }
    settings.inventorySources = inventory.sources
    let variables = RunVariables(
      settings: settings, inventory: inventory, templates: templates, extraVars: extraVars, loader: loader,
      vault: request.vault)
    let context = await RunContext(
      options: request.options, templates: templates, variables: variables, inventory: inventory,
      provider: provider, loader: loader, specs: ModuleCatalog.specs, listeners: listeners)
    await context.ask(stepper)
    interrupt?.watch { Task { @EngineActor in context.cancel() } }
    let report = await PlaybookRun(context: context, prompter: prompter).perform(playbooks)
    await provider.closeAll()
    return report
  }
}
