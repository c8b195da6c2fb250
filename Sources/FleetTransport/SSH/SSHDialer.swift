import FleetCore
import Glibc

/// Makes logged-in sessions, and keeps one per bastion for all machines behind it and for the bastion as a machine.
actor SSHDialer {
  nonisolated let loop: IOLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  private let knownHosts = KnownHostsStore()
  private let keys: PrivateKeys
  private let warn: @Sendable (String) -> Void
  private let loginSeconds: Double
  private let handshakes: Gate
  private let lookups: Gate
  /// The bastions by the whole way to them, dialled or being dialled.
  private var bastions: [[SSHLogin]: (hops: [SSHEndpoint], task: Task<SSHSession, any Error>)] = [:]
  /// Machines of the inventory that use a session of `bastions`: one each, as sshd limits a session's processes.
  private var guests: Set<SSHLogin> = []

  init(
    on loop: IOLoop, passphrase: (@Sendable (_ keyFile: String) async -> Secret?)?,
    warn: @escaping @Sendable (String) -> Void, loginSeconds: Double = Limits.loginSeconds
  ) {
    self.loop = loop
    self.loginSeconds = loginSeconds
    self.warn = warn
    keys = PrivateKeys(on: loop, passphrase: passphrase)
    handshakes = Gate(Limits.parallelHandshakes, on: loop)
    lookups = Gate(Limits.parallelLookups, on: loop)
  }

  /// A session with the machine at the end of a route. An sshd that is too busy to greet is asked again within the
  /// time that connecting may take.
  func dial(_ route: SSHRoute) async throws(ConnectionError) -> SSHSession {
    let patience = Deadline.after(seconds: max(route.target.connectTimeoutSeconds, Limits.busyPatienceSeconds))
    var pause = 0.2
    while true {
      do throws(ConnectionError) {
        return try await dialOnce(route)
      } catch {
        // Closed before the greeting: sshd's MaxStartups, or one that is just starting.
        guard error.kind == .lost, !patience.isPast else { throw error.kind == .lost ? unreachable(error) : error }
        await loop.sleep(until: .after(seconds: pause * Double.random(in: 0.5...1)))
        pause = min(pause * 2, 5)
      }
    }
  }

  private func unreachable(_ error: ConnectionError) -> ConnectionError {
    var error = error
    error.kind = .unreachable
    return error
  }

  private func dialOnce(_ route: SSHRoute) async throws(ConnectionError) -> SSHSession {
    let bastion = route.hops.isEmpty ? nil : try await self.bastion(before: route)
    await handshakes.enter()
    do throws(ConnectionError) {
      let session = try await login(route.target, over: bastion)
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
    let greeting = Deadline.after(seconds: min(endpoint.connectTimeoutSeconds * 2, loginSeconds))
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
      try await session.authenticate(keys, by: deadline)
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

  /// Whether a machine may use the session that reaches machines behind it: the first that asks, when it is reached
  /// without a hop.
  func admit(_ route: SSHRoute) -> Bool {
    route.hops.isEmpty && guests.insert(SSHLogin(route.target)).inserted
  }

  private func bastion(before route: SSHRoute) async throws(ConnectionError) -> SSHSession {
    do throws(ConnectionError) {
      return try await shared(route.hops)
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

  /// The session with the last of the hops: dialled once even when fifty machines ask at the same time, and again
  /// when it was lost.
  func shared(_ hops: [SSHEndpoint]) async throws(ConnectionError) -> SSHSession {
    guard let last = hops.last else { throw ConnectionError(.configuration, "a route without hops") }
    let key = hops.map(SSHLogin.init)
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
    let task = Task(executorPreference: loop) {
      try await self.dial(SSHRoute(hops: Array(hops.dropLast()), target: last))
    }
    bastions[key] = (hops, task)
    switch await Self.value(of: task) {
    case .success(let session): return session
    case .failure(let error):
      if bastions[key]?.task == task { bastions[key] = nil }
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

  /// Ends the bastions' sessions, the farthest first.
  func close() async {
    let open = bastions.sorted { $0.key.count > $1.key.count }
    bastions.removeAll()
    for (_, known) in open {
      if case .success(let session) = await Self.value(of: known.task) { await session.close() }
    }
  }
}
