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
  var request: RunRequest
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
      loader: { name, asking throws(DiagnosticError) in try TemplateFiles.find(name, relativeTo: asking) },
      defersSyntaxFaults: true)
    reader = DocumentReader(
      engine: templates, vault: request.vault, redactor: request.redactor,
      duplicateKeys: request.loader.duplicateKeys)
    extraVars = try ExtraVariables.load(request.extraVars, with: reader)
    request.loader.extraVars = extraVars
    if request.loader.moduleNames.isEmpty { request.loader.moduleNames = Self.carriedOut }
    loader = PlaybookLoader(settings: request.loader, reader: reader)
    var options = InventoryOptions(templates: templates, vault: request.vault, redactor: request.redactor)
    options.apply(request.inventorySettings)
    options.extraVars = extraVars
    inventory =
      request.inventorySources.isEmpty
      ? .empty(options: options) : try .load(sources: request.inventorySources, options: options)
    try inventory.setLimit(request.limit)
    self.request = request
  }

  /// Modules and actions with their parameters.
  private static let specs = ModuleCatalog.specs.merging(ActionParameters.specs) { module, _ in module }

  /// Names that are carried out, as modules or by the engine.
  private static let carriedOut = Set(specs.keys).union(ActionParameters.freeNames).union(RunContext.actionNames)

  var checker: StaticChecker {
    StaticChecker(
      specs: Self.specs, isKnown: { Self.carriedOut.contains($0) || KnownModules.contains($0) },
      isCarriedOut: Self.carriedOut.contains, loader: loader, world: world)
  }

  /// What the checks know beside the playbooks.
  private var world: CheckWorld {
    var world = CheckWorld(engine: templates, vault: request.vault, inventory: inventory)
    world.isInventoryGiven = !request.inventorySources.isEmpty
    world.names = MagicVariables.names.union(extraVars.names)
    world.libraryFolders = request.inventorySettings.libraryFolders + request.inventorySettings.actionFolders
    world.keepsFacts = request.inventorySettings.factCaching != "memory"
    world.isRunning = request.isRunning
    let (only, skip) = (request.options.tags, request.options.skipTags)
    world.selects = { TagFilter(only: only, skip: skip, evaluate: { _ in [] }).selects($0) }
    return world
  }

  /// Loads a playbook; `mode` says what faults that are found before any connection do. Throws the faults that end the
  /// run; the findings that are to be shown come with the playbook.
  func load(
    _ path: String, _ mode: StaticCheckMode = .error
  ) throws(DiagnosticError) -> (playbook: Playbook, findings: [Diagnostic]) {
    guard mode != .off else {
      let playbook = try loader.load(path)
      return (playbook, playbook.warnings)
    }
    if mode == .error {
      let playbook = try loader.load(path, checkedBy: checker)
      return (playbook, playbook.warnings)
    }
    let playbook = try loader.load(path)
    let proven = checker.check(playbook).filter { $0.severity == .error }
    return (playbook, playbook.warnings + proven.map(\.asWarning))
  }

  /// What can be known to be wrong of a playbook that was loaded without checks.
  func check(_ playbook: Playbook) -> [Diagnostic] { checker.check(playbook) }

  /// Loads a playbook as far as it goes, with everything that was found.
  func examine(_ path: String) throws(DiagnosticError) -> (playbook: Playbook, findings: [Diagnostic]) {
    try loader.examine(path, checkedBy: checker)
  }

  /// `--flush-cache`: forgets the facts of every host.
  func flushFacts() {
    guard let cache = request.variables.factCache else { return }
    for host in Set(inventory.hostNames + ["localhost"]) { cache.clear(host) }
  }

  /// The variables of a run of these playbooks.
  func variables(for playbooks: [Playbook]) -> RunVariables {
    var settings = request.variables
    if let first = playbooks.first { settings.playbookDirectory = FilePath.folder(of: FilePath.absolute(first.path)) }
    settings.inventorySources = inventory.sources
    return RunVariables(
      settings: settings, inventory: inventory, templates: templates, extraVars: extraVars, loader: loader,
      vault: request.vault)
  }

  /// Runs the playbooks and says how it went; `known` has the variables when they are kept from run to run.
  func perform(
    _ playbooks: [Playbook], knowing known: RunVariables? = nil, listeners: [any RunListener],
    provider: any ConnectionProvider, prompter: any VariablePrompter, stepper: (any TaskStepper)? = nil,
    interrupt: InterruptSignal?
  ) async -> RunReport {
    let variables = known ?? variables(for: playbooks)
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
