/// Makes connections over SSH and to this machine, and keeps them for the run: one agent per machine and identity, one
/// session per machine, one per bastion.
package actor SSHConnectionProvider: ConnectionProvider {
  /// Where all of it lives. Tasks that mostly talk to machines are best started with it as their preferred executor.
  package nonisolated let loop: IOLoop
  package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  /// A machine as it is logged in to; each inventory host has its own session.
  private struct MachineKey: Hashable {
    let hostName: String
    let route: SSHRoute
  }

  private let agent: AgentBinary
  private let resolver: SSHRouteResolver
  private let dialer: SSHDialer
  private let warnings: OnceEach
  private var connections: [ConnectionSettings: AgentConnection] = [:]
  private var machines: [MachineKey: SSHMachine] = [:]
  private let local: LocalMachine
  private var isInterrupted = false

  /// `prompts` ask for passphrases and codes; `warn` is told once of each thing the user should know.
  package init(
    loop: IOLoop = IOLoop(), client: SSHClient = .current(), agent: AgentBinary = .embedded,
    prompts: LoginPrompts = LoginPrompts(),
    warn: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.loop = loop
    self.agent = agent
    resolver = SSHRouteResolver(client: client)
    local = LocalMachine(on: loop)
    let warnings = OnceEach(warn)
    self.warnings = warnings
    dialer = SSHDialer(on: loop, prompts: prompts, warn: { warnings.tell($0) })
  }

  package func connection(for settings: ConnectionSettings) throws(ConnectionError) -> any Connection {
    if let known = connections[settings] { return known }
    if isInterrupted { throw ConnectionError(.cancelled, "\(settings.hostName): the run was broken off") }
    let launcher = AgentLauncher(
      host: try machine(for: settings), agent: agent, become: settings.become, folders: settings.remoteFolders,
      loop: loop)
    let connection = AgentConnection(launcher, retries: settings.retries)
    connections[settings] = connection
    return connection
  }

  package func raw(
    _ command: String, input: [UInt8], settings: ConnectionSettings
  ) async throws(ConnectionError) -> RawOutput {
    let host = try machine(for: settings)
    return try await RawCommand(host: host, become: settings.become, loop: loop).run(command, input: input)
  }

  private func machine(for settings: ConnectionSettings) throws(ConnectionError) -> any CommandHost {
    guard settings.kind == .ssh else { return local }
    let (route, found) = try resolver.route(for: settings)
    for warning in found { warnings.tell(warning) }
    let key = MachineKey(hostName: settings.hostName, route: route)
    if let known = machines[key] { return known }
    let machine = SSHMachine(route, dialer: dialer)
    machines[key] = machine
    return machine
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
    for host in hosts { await host.reset() }
    await dialer.close()
  }
}
