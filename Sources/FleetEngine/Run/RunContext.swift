import FleetCore
import FleetInventory
package import FleetJinja
package import FleetModuleKit
package import FleetPlaybook
package import FleetTransport
package import FleetVariables

/// One invocation: everything that all plays, tasks and hosts of it share.
@EngineActor package final class RunContext {
  package let options: RunOptions
  package let templates: TemplateEngine
  package let variables: RunVariables
  package let inventory: any RunInventory
  package let provider: any ConnectionProvider
  package let loader: any IncludeLoading
  package let clock: any RunClock
  package let specs: [String: ModuleSpec]
  /// Asks before each task (`--step`); nil when nobody is asked.
  var stepper: (any TaskStepper)?
  let contents = ContentStore()
  let actions: ActionRegistry
  let lookups: LoopLookups
  let files: ControlFiles
  private let listeners: [any RunListener]
  private var traits: [ObjectIdentifier: TaskTraits] = [:]
  /// Steps whose evaluation waited for programs of the control machine.
  var waitingSteps: Set<ObjectIdentifier> = []
  private var lastStep: UInt64 = 0
  var statistics = RunStatistics()
  /// Hosts that failed, in an earlier play or for good in this one: out for the rest of the run.
  var failedHosts: Set<String> = []
  /// How the last play ended: what the exit code is made of.
  package internal(set) var lastResult = PlayResult.ok
  /// `--start-at-task`, until it was found.
  var startAtTask: String?
  var unreachableHosts: Set<String> = []
  /// A fault that belongs to no task and ends the run.
  var fatal: DiagnosticError?
  /// Set by Ctrl-C: no new steps.
  package private(set) var isCancelled = false
  /// Somebody left the run at the debugger's prompt: no counts are shown then.
  var isLeft = false

  package init(
    options: RunOptions, templates: TemplateEngine, variables: RunVariables, inventory: any RunInventory,
    provider: any ConnectionProvider, loader: any IncludeLoading, specs: [String: ModuleSpec],
    listeners: [any RunListener], clock: any RunClock = SystemRunClock()
  ) {
    self.options = options
    self.templates = templates
    self.variables = variables
    self.inventory = inventory
    self.provider = provider
    self.loader = loader
    self.specs = specs
    self.listeners = listeners
    self.clock = clock
    actions = ActionRegistry()
    lookups = LoopLookups(engine: templates)
    files = ControlFiles()
    startAtTask = options.startAtTask
  }

  func emit(_ event: RunEvent) {
    for listener in listeners { listener.receive(event) }
  }

  /// Asks before each task from now on; nil asks nobody.
  package func ask(_ stepper: (any TaskStepper)?) { self.stepper = stepper }

  func warn(_ text: String) { emit(.warning(text)) }

  /// Ends the run for a fault that belongs to no host.
  func stop(_ fault: DiagnosticError) { fatal = fatal ?? fault }

  private let reservedNames = ReservedNames()

  /// Warns of variables with names that mean something else.
  func warnOfReservedNames(in scope: any VariableScope, of task: PlayTask) {
    guard let scope = scope as? TaskScope else { return }
    for warning in reservedNames.warnings(in: scope, of: task) { warn(warning) }
  }

  func warnOfReservedName(_ name: String, _ span: Span?) {
    if let warning = reservedNames.warning(name, span) { warn(warning) }
  }

  /// A step id that no other step of the run has.
  func nextStep() -> UInt64 {
    lastStep += 1
    return lastStep
  }

  func traits(of task: PlayTask) -> TaskTraits {
    let key = ObjectIdentifier(task)
    if let known = traits[key] { return known }
    let fresh = TaskTraits(task)
    traits[key] = fresh
    return fresh
  }

  /// Names of modules that the control side carries out or prepares.
  package nonisolated static let actionNames = ActionRegistry.names

  /// No step begins any more; running ones finish.
  package func cancel() {
    isCancelled = true
    let provider = provider
    Task { await provider.interruptAll() }
  }
}
