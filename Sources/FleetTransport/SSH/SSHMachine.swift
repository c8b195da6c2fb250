/// A machine behind sshd: one session, dialled when first needed, with a channel per process; more when its sshd lets
/// no more processes into one (MaxSessions). A bastion that is a machine of the inventory too shares its session with
/// those behind it: one login serves all.
actor SSHMachine: CommandHost {
  nonisolated let loop: IOLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
  nonisolated let route: SSHRoute
  private let dialer: SSHDialer
  private var dialling: Task<SSHSession, any Error>?
  private var open: SSHSession?
  /// Further sessions, for identities that found no room in the first.
  private var others: [SSHSession] = []
  /// Whether the first session belongs to the dialer; nil before it.
  private var isGuest: Bool?

  nonisolated var place: String { route.target.place }

  init(_ route: SSHRoute, dialer: SSHDialer) {
    self.route = route
    self.dialer = dialer
    loop = dialer.loop
  }

  func start(_ command: String, onTerminal: Bool) async throws(ConnectionError) -> any ProcessChannel {
    do throws(ConnectionError) {
      return try await current().start(command, onTerminal: onTerminal, by: deadline)
    } catch {
      switch error.kind {
      // It was lost while nobody looked: dial once more.
      case .lost: return try await current().start(command, onTerminal: onTerminal, by: deadline)
      case .busy: return try await startElsewhere(command, onTerminal, error)
      default: throw error
      }
    }
  }

  private var deadline: Deadline { .after(seconds: route.target.connectTimeoutSeconds * 2) }

  /// In another session with room, or a new one.
  private func startElsewhere(
    _ command: String, _ onTerminal: Bool, _ refusal: ConnectionError
  ) async throws(ConnectionError) -> any ProcessChannel {
    for session in others where await session.isUsable {
      if let process = try? await session.start(command, onTerminal: onTerminal, by: deadline) { return process }
    }
    guard others.count < SSHLimits.sessionsPerMachine else { throw refusal }
    let session = try await dialer.dial(route)
    others.append(session)
    return try await session.start(command, onTerminal: onTerminal, by: deadline)
  }

  private func current() async throws(ConnectionError) -> SSHSession {
    while let task = dialling {
      do {
        let session = try await task.value
        if await session.isUsable { return session }
        if dialling == task {
          forget()
          await session.close()
        }
      } catch {
        if dialling == task { forget() }
        throw Self.unreachable(error)
      }
    }
    let task = Task(executorPreference: loop) { try await self.dialled() }
    dialling = task
    do {
      let session = try await task.value
      if dialling == task { open = session }
      return session
    } catch {
      if dialling == task { forget() }
      throw Self.unreachable(error)
    }
  }

  private func forget() {
    dialling = nil
    open = nil
  }

  private func dialled() async throws(ConnectionError) -> SSHSession {
    if isGuest == nil { isGuest = await dialer.admit(route) }
    return try await isGuest == true
      ? dialer.shared([route.target], limits: route.bastion) : dialer.dial(route)
  }

  /// In Ansible's words, by which people know that the machine was not reached at all.
  private static func unreachable(_ error: any Error) -> ConnectionError {
    var result = error as? ConnectionError ?? ConnectionError(.unreachable, "\(error)")
    result.message = "Failed to connect to the host via ssh: \(result.message)"
    return result
  }

  /// Closes what is open; a session that is still being dialled is not waited for.
  func reset() async {
    let known = ([open] + others).compactMap(\.self)
    forget()
    others = []
    for (index, session) in known.enumerated() {
      // Others may still need the shared one; a new login has to be one of its own.
      if index == 0, isGuest == true { isGuest = false } else { await session.close() }
    }
  }
}
