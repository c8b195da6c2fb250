import FleetCore
import Glibc

/// Makes logged-in sessions, and keeps those of bastions for all machines behind them and for the bastion as a machine.
actor SSHDialer {
  nonisolated let loop: IOLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  /// The way to a bastion, and which of its connections.
  private struct BastionKey: Hashable {
    let logins: [SSHLogin]
    let number: Int
  }

  /// A bastion's connection, open or being made.
  private struct Bastion {
    let hops: [SSHEndpoint]
    let task: Task<SSHSession, any Error>
    var session: SSHSession?
  }

  private let knownHosts = KnownHostsStore()
  private let authenticator: SSHAuthenticator
  private let warn: @Sendable (String) -> Void
  private let loginSeconds: Double
  private let handshakes: Gate
  private let lookups: Gate
  private var bastions: [BastionKey: Bastion] = [:]
  /// Bastions that were reached in this run: when one is lost, it is waited for.
  private var reached: Set<BastionKey> = []
  /// Bounds on new connections, by the way to the bastion they go through.
  private var paces: [[SSHLogin]: Pace] = [:]
  /// Machines behind bastions with several connections, and the connection that each uses.
  private var seats: [SSHLogin: Int] = [:]
  /// Machines of the inventory that use a session of `bastions`: one each, as sshd limits a session's processes.
  private var guests: Set<SSHLogin> = []
  private var isInterrupted = false

  init(
    on loop: IOLoop, prompts: LoginPrompts, warn: @escaping @Sendable (String) -> Void,
    loginSeconds: Double = Limits.loginSeconds
  ) {
    self.loop = loop
    self.loginSeconds = loginSeconds
    self.warn = warn
    authenticator = SSHAuthenticator(on: loop, prompts: prompts)
    handshakes = Gate(Limits.parallelHandshakes, on: loop)
    lookups = Gate(Limits.parallelLookups, on: loop)
  }

  /// A session with the machine at the end of a route. An sshd that is too busy to greet is asked again within the
  /// time that connecting may take.
  func dial(_ route: SSHRoute) async throws(ConnectionError) -> SSHSession {
    let seconds = max(route.target.connectTimeoutSeconds, Limits.busyPatienceSeconds)
    return try await dial(route, patience: seconds) { $0 == .lost || $0 == .busy }
  }

  private func dial(
    _ route: SSHRoute, patience seconds: Double, isWorthWaiting: (ConnectionError.Kind) -> Bool
  ) async throws(ConnectionError) -> SSHSession {
    let patience = Deadline.after(seconds: seconds)
    var pause = 0.2
    while true {
      do throws(ConnectionError) {
        return try await dialOnce(route)
      } catch {
        // Closed before the greeting: sshd's MaxStartups, or one that is just starting.
        guard isWorthWaiting(error.kind), !patience.isPast, !isInterrupted else { throw unreachable(error) }
        await loop.sleep(until: .after(seconds: pause * Double.random(in: 0.5...1)))
        pause = min(pause * 2, 5)
      }
    }
  }

  private func unreachable(_ error: ConnectionError) -> ConnectionError {
    guard error.kind == .lost || error.kind == .busy else { return error }
    var error = error
    error.kind = .unreachable
    return error
  }

  private func dialOnce(_ route: SSHRoute) async throws(ConnectionError) -> SSHSession {
    guard !route.hops.isEmpty else { return try await handshake(route.target, over: nil) }
    let bastion = try await bastion(before: route)
    let pace = pace(for: route)
    await pace.enter()
    do throws(ConnectionError) {
      let session = try await handshake(route.target, over: bastion)
      await pace.leave()
      return session
    } catch {
      await pace.leave()
      throw error
    }
  }

  private func pace(for route: SSHRoute) -> Pace {
    let key = route.hops.map(SSHLogin.init)
    if let known = paces[key] { return known }
    let fresh = Pace(width: route.bastion.parallelDials, perSecond: route.bastion.dialsPerSecond, on: loop)
    paces[key] = fresh
    return fresh
  }

  private func handshake(_ endpoint: SSHEndpoint, over bastion: SSHSession?) async throws(ConnectionError) -> SSHSession
  {
    await handshakes.enter()
    do throws(ConnectionError) {
      let session = try await login(endpoint, over: bastion)
      await handshakes.leave()
      return session
    } catch {
      await handshakes.leave()
      throw error
    }
  }

  private func login(
    _ endpoint: SSHEndpoint, over bastion: SSHSession?
  ) async throws(ConnectionError) -> SSHSession {
    let descriptor = try await connect(endpoint, over: bastion)
    let deadline = Deadline.after(seconds: max(endpoint.connectTimeoutSeconds * 2, loginSeconds))
    // ssh's ConnectTimeout is for the key exchange too: a frozen machine accepts connections and says nothing.
    let greeting = Deadline.after(seconds: min(endpoint.connectTimeoutSeconds, loginSeconds))
    let session: SSHSession
    do throws(ConnectionError) {
      session = try SSHSession(endpoint, on: loop)
    } catch {
      Glibc.close(descriptor)
      throw error
    }
    do throws(ConnectionError) {
      let types = knownHosts.hosts(in: endpoint.knownHostsFiles).types(endpoint.hostKeyName, port: endpoint.port)
      try await session.handshake(
        over: descriptor, isTCP: bastion == nil && endpoint.proxyCommand == nil,
        hostKeyAlgorithms: HostKey.offer(knowing: types), by: greeting)
      if let warning = try await session.checkHostKey(knownHosts) { warn(warning) }
      try await session.authenticate(authenticator, by: deadline)
    } catch {
      await session.close()
      throw error
    }
    session.keepAlive(everySeconds: endpoint.keepAliveSeconds, misses: endpoint.keepAliveMisses)
    return session
  }

  /// A descriptor that reaches the sshd: straight, through a bastion, or through a command.
  private func connect(_ endpoint: SSHEndpoint, over bastion: SSHSession?) async throws(ConnectionError) -> Int32 {
    let deadline = Deadline.after(seconds: endpoint.connectTimeoutSeconds)
    if let bastion { return try await bastion.forward(to: endpoint.host, port: endpoint.port, by: deadline) }
    if let command = endpoint.proxyCommand { return try LocalProcess.socket(running: command) }
    let addresses: [SocketAddress]
    await lookups.enter()
    do throws(Resolver.Fault) {
      addresses = try await Resolver.addresses(of: endpoint.host, port: endpoint.port)
      await lookups.leave()
    } catch {
      await lookups.leave()
      throw ConnectionError(.resolve, "Could not resolve hostname \(endpoint.host): \(error.text)")
    }
    return try await Socket.connect(
      to: addresses, place: "host \(endpoint.host) port \(endpoint.port)", until: deadline, on: loop)
  }

  // MARK: bastions

  /// Whether a machine may use the session that reaches machines behind it: the first that asks, when it is reached
  /// without a hop.
  func admit(_ route: SSHRoute) -> Bool {
    route.hops.isEmpty && guests.insert(SSHLogin(route.target)).inserted
  }

  private func bastion(before route: SSHRoute) async throws(ConnectionError) -> SSHSession {
    do throws(ConnectionError) {
      return try await shared(route.hops, limits: route.bastion, number: seat(of: route))
    } catch {
      // A refused login at the bastion stays what it is; its reason is in the words.
      let kind: ConnectionError.Kind =
        switch error.kind {
        case .hostKeyUnknown, .hostKeyChanged, .authentication, .configuration: error.kind
        default: .bastion
        }
      let place = route.hops.last?.place ?? ""
      throw ConnectionError(kind, "bastion \(place): \(error.message)", help: error.help)
    }
  }

  /// Which of a bastion's connections a machine uses: always the same, all of them equally.
  private func seat(of route: SSHRoute) -> Int {
    guard route.bastion.connections > 1 else { return 0 }
    let login = SSHLogin(route.target)
    if let known = seats[login] { return known }
    let fresh = seats.count % route.bastion.connections
    seats[login] = fresh
    return fresh
  }

  /// The session with the last of the hops: dialled once even when fifty machines ask at the same time, and again
  /// when it was lost.
  func shared(
    _ hops: [SSHEndpoint], limits: BastionLimits, number: Int = 0
  ) async throws(ConnectionError) -> SSHSession {
    guard var last = hops.last else { throw ConnectionError(.configuration, "a route without hops") }
    let key = BastionKey(logins: hops.map(SSHLogin.init), number: number)
    while let known = bastions[key] {
      let session = await Self.value(of: known.task)
      if case .success(let session) = session, await session.isUsable { return session }
      // Whoever comes first throws the dead one away; a failure is told to all who waited for it.
      let isFirst = bastions[key]?.task == known.task
      if isFirst { bastions[key] = nil }
      switch session {
      // Other keys may do where those of somebody else did not.
      case .failure(let error): if known.hops == hops { throw error }
      case .success(let dead): if isFirst { await dead.close() }
      }
    }
    if last.keepAliveSeconds == SSHEndpoint.keepAlive { last.keepAliveSeconds = SSHLimits.bastionKeepAliveSeconds }
    let route = SSHRoute(hops: Array(hops.dropLast()), target: last, bastion: limits)
    let wasReached = reached.contains(key)
    if wasReached {
      warn("the bastion \(last.place) was lost; its machines wait up to \(Int(limits.patienceSeconds)) s for it")
    }
    let task = Task(executorPreference: loop) {
      // One that is busy is asked again, and so is one that was there before: it may be starting anew.
      try await self.dial(route, patience: limits.patienceSeconds) { kind in
        kind == .lost || kind == .busy || wasReached && ConnectionError(kind, "").isWorthRetrying
      }
    }
    bastions[key] = Bastion(hops: hops, task: task)
    switch await Self.value(of: task) {
    case .success(let session):
      if bastions[key]?.task == task { bastions[key]?.session = session }
      reached.insert(key)
      return session
    case .failure(let error):
      if bastions[key]?.task == task { bastions[key] = nil }
      // It was waited for once; whoever asks now is told soon.
      reached.remove(key)
      throw error
    }
  }

  private static func value(
    of task: Task<SSHSession, any Error>
  ) async -> Result<SSHSession, ConnectionError> {
    do {
      return .success(try await task.value)
    } catch let error as ConnectionError {
      return .failure(error)
    } catch {
      return .failure(ConnectionError(.bastion, "\(error)"))
    }
  }

  /// Nobody is waited for any more.
  func interrupt() { isInterrupted = true }

  /// Ends the bastions' sessions, the farthest first; those that are still being dialled end by themselves.
  func close() async {
    isInterrupted = true
    let open = bastions.sorted { $0.key.logins.count > $1.key.logins.count }
    bastions.removeAll()
    for (_, known) in open { await known.session?.close() }
  }
}
