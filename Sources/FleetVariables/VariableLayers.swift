import FleetCore
import FleetJinja
import FleetPlaybook

/// The layers that one task on one host sees, the strongest first, as references: making them copies nothing.
struct VariableLayers {
  /// One layer: user text, or data that can never be a template.
  enum Layer {
    case table(VariableTable)
    case data(ValueMap)
    /// Facts as variables of their own, without those that could change a connection.
    case facts(ValueMap)
  }

  /// What a layer says under a name.
  enum Definition {
    case templated(VariableTable.Entry)
    case data(Value)
  }

  let variables: RunVariables
  let host: String?
  let task: PlayTask?
  let play: PlayContext?
  /// The playbook's folder.
  let directory: String
  let namespacedFacts: ValueMap
  let layers: [Layer]

  init(
    variables: RunVariables, host: String?, task: PlayTask?, play: PlayContext?, varsFiles: [VariableTable],
    directory: String? = nil
  ) {
    let directory = directory ?? play?.play.directory ?? variables.settings.playbookDirectory
    self.directory = directory
    self.variables = variables
    self.host = host
    self.task = task
    self.play = play
    let known = host.map { variables.state(of: $0).snapshot } ?? HostState.Stores()
    namespacedFacts = known.namespaced
    var layers: [Layer] = []
    layers.reserveCapacity(32)
    func add(_ table: VariableTable?) { if let table, !table.isEmpty { layers.append(.table(table)) } }
    func add(_ tables: [VariableTable]) { for table in tables { add(table) } }

    add(variables.extraVars)
    if let task {
      if task.action.kind == .includeTasks || task.action.kind == .includeRole { add(task.own.vars) }
      add(task.context.includeParameters)
      if let role = task.role { add(RoleLayers.parameters(of: role)) }
    }
    if !known.values.isEmpty { layers.append(.data(known.values)) }
    add(known.included.reversed())
    if let task {
      add(task.vars)
      if let role = task.role { add(RoleLayers.vars(of: role)) }
    }
    if let play {
      add(play.roleVars)
      add(varsFiles)
      if !play.prompted.isEmpty { layers.append(.data(play.prompted)) }
      add(play.play.vars)
    }
    if variables.settings.injectsFacts, !known.facts.isEmpty { layers.append(.facts(known.facts)) }
    if let host { add(variables.inventoryTables(of: host, directory: directory).tables) }
    if let role = task?.role { add(RoleLayers.defaults(of: role)) }
    if let play { add(play.roleDefaults) }
    let given = variables.settings.connection
    if host != nil, !given.isEmpty { layers.append(.data(given)) }
    // Ansible's play context gives tasks the address that they are sent to.
    if let host, task != nil {
      layers.append(.data(["ansible_host": .string(host), "ansible_ssh_host": .string(host)]))
    }
    self.layers = layers
  }

  /// The strongest definition of a name.
  func definition(of name: String) -> Definition? {
    for layer in layers {
      if let found = Self.definition(of: name, in: layer) { return found }
    }
    return nil
  }

  /// Every definition of a name, the strongest first: for `hash_behaviour = merge`.
  func definitions(of name: String) -> [Definition] {
    layers.compactMap { Self.definition(of: name, in: $0) }
  }

  /// Every name that a layer defines.
  var names: Set<String> {
    var names: Set<String> = []
    for layer in layers {
      switch layer {
      case .table(let table): names.formUnion(table.names)
      case .data(let map): names.formUnion(map.stringKeys)
      case .facts(let map): names.formUnion(map.stringKeys.filter(FactRules.isInjected))
      }
    }
    return names
  }

  private static func definition(of name: String, in layer: Layer) -> Definition? {
    switch layer {
    case .table(let table): table[name].map { .templated($0) }
    case .data(let map): map[name].map { .data($0) }
    case .facts(let map): FactRules.isInjected(name) ? map[name].map { .data($0) } : nil
    }
  }
}
