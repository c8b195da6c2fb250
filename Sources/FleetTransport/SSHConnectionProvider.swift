/// Makes connections over SSH and to this machine, and keeps them for the run: one agent per machine and identity, one
/// session per machine, one per bastion.
package actor SSHConnectionProvider: ConnectionProvider {
  /// Where all of it lives. Tasks that mostly talk to machines are best started with it as their preferred executor.
  package nonisolated let loop: IOLoop
  package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  /// A machine as it is logged in to; each inventory host has its own session.
  private enum MachineKey: Hashable {
    case ssh(hostName: String, SSHRoute)
    case inside(Enclosure)
  }

  /// A machine with its claim to be connected, and the agents on it.
  private struct Guest {
    let machine: any CommandHost
    let seat: Seat
    var agents: [AgentConnection] = []
  }

  private let agents: AgentStore
  private let resolver: SSHRouteResolver
  private let dialer: SSHDialer
  private let warnings: OnceEach
  private var connections: [ConnectionSettings: AgentConnection] = [:]
  private var machines: [MachineKey: Guest] = [:]
  private let budget: SessionBudget
  private let local: LocalMachine
  private var isInterrupted = false

  /// `prompts` ask for passphrases and codes; `warn` is told once of each thing the user should know.
  package init(
    loop: IOLoop = IOLoop(), client: SSHClient = .current(), agent: AgentBinary? = nil,
    agentFolders: [String]? = nil, prompts: LoginPrompts = LoginPrompts(),
    warn: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.loop = loop
    agents = AgentStore(agent, folders: agentFolders ?? AgentStore.folders(), on: loop)
    let warnings = OnceEach(warn)
    self.warnings = warnings
    resolver = SSHRouteResolver(client: client)
    local = LocalMachine(on: loop)
    budget = SessionBudget(capacity: SessionBudget.capacity(), on: loop) { warnings.tell($0) }
    dialer = SSHDialer(on: loop, prompts: prompts, warn: { warnings.tell($0) })
  }

  package func connection(for settings: ConnectionSettings) throws(ConnectionError) -> any Connection {
    if let known = connections[settings] { return known }
    if isInterrupted { throw ConnectionError(.cancelled, "\(settings.hostName): the run was broken off") }
    let key = try key(for: settings)
    let guest = key.flatMap { machines[$0] }
    let launcher = AgentLauncher(
      host: guest?.machine ?? local, agents: agents, become: settings.become, folders: settings.remoteFolders,
      loop: loop)
    let connection = AgentConnection(
      launcher, retries: settings.retries, seat: guest?.seat, budget: guest == nil ? nil : budget)
    if let key { machines[key]?.agents.append(connection) }
    connections[settings] = connection
    return connection
  }

  package func raw(
    _ command: String, input: [UInt8], settings: ConnectionSettings
  ) async throws(ConnectionError) -> RawOutput {
    guard let guest = try key(for: settings).flatMap({ machines[$0] }) else {
      return try await RawCommand(host: local, become: settings.become, loop: loop).run(command, input: input)
    }
    await budget.take(guest.seat)
    do throws(ConnectionError) {
      let output = try await RawCommand(host: guest.machine, become: settings.become, loop: loop)
        .run(command, input: input)
      await budget.release(guest.seat)
      return output
    } catch {
      await budget.release(guest.seat)
      throw error
    }
  }

  /// The machine of the settings, made when it is new; nil for this computer.
  private func key(for settings: ConnectionSettings) throws(ConnectionError) -> MachineKey? {
    let key: MachineKey
    let machine: any CommandHost
    switch settings.kind {
    case .local: return nil
    case .inside(let enclosure):
      key = .inside(enclosure)
      if machines[key] != nil { return key }
      machine = EnclosedMachine(enclosure, on: loop)
    case .ssh:
      let (route, found) = try resolver.route(for: settings)
      for warning in found { warnings.tell(warning) }
      key = .ssh(hostName: settings.hostName, route)
      if machines[key] != nil { return key }
      machine = SSHMachine(route, dialer: dialer)
    }
    let guest = Guest(machine: machine, seat: Seat())
    guest.seat.close = { [weak self] in await self?.disconnect(key) }
    machines[key] = guest
    return key
  }

  /// Ends an idle machine's agents and sessions; its next step connects anew.
  private func disconnect(_ key: MachineKey) async {
    guard let guest = machines[key] else { return }
    for agent in guest.agents { await agent.close() }
    await guest.machine.reset()
  }

  package func release(user: String, on settings: ConnectionSettings) async {
    for (known, connection) in connections
    where known.hostName == settings.hostName && known.address == settings.address && known.become?.user == user {
      await connection.close()
    }
  }

  package func interruptAll() async {
    isInterrupted = true
    await dialer.interrupt()
    for connection in connections.values { await connection.interrupt() }
  }

  package func closeAll() async {
    let agents = Array(connections.values)
    let hosts = Array(machines.values)
    connections.removeAll()
    machines.removeAll()
    await withTaskGroup { group in
      for agent in agents { group.addTask(executorPreference: self.loop) { await agent.close() } }
    }
    for host in hosts { await host.machine.reset() }
    await dialer.close()
  }
}
