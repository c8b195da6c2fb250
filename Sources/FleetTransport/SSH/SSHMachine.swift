/// A machine behind sshd: one session, dialled when first needed, with a channel per process. A bastion that is a
/// machine of the inventory too shares its session with those behind it: one login serves all.
actor SSHMachine: CommandHost {
  nonisolated let loop: IOLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
  nonisolated let route: SSHRoute
  private let dialer: SSHDialer
  private var session: Task<SSHSession, any Error>?
  /// Whether the session belongs to the dialer; nil before the first.
  private var isGuest: Bool?

  nonisolated var place: String { route.target.place }

  init(_ route: SSHRoute, dialer: SSHDialer) {
    self.route = route
    self.dialer = dialer
    loop = dialer.loop
  }

  func start(_ command: String) async throws(ConnectionError) -> any ProcessChannel {
    do throws(ConnectionError) {
      return try await current().start(command, by: .after(seconds: route.target.connectTimeoutSeconds * 2))
    } catch {
      guard error.kind == .lost else { throw error }
      // It was lost while nobody looked: dial once more.
      return try await current().start(command, by: .after(seconds: route.target.connectTimeoutSeconds * 2))
    }
  }

  private func current() async throws(ConnectionError) -> SSHSession {
    while let task = session {
      do {
        let open = try await task.value
        if await open.isUsable { return open }
        if session == task {
          session = nil
          await open.close()
        }
      } catch {
        if session == task { session = nil }
        throw Self.unreachable(error)
      }
    }
    let task = Task(executorPreference: loop) { try await self.dialled() }
    session = task
    do {
      return try await task.value
    } catch {
      if session == task { session = nil }
      throw Self.unreachable(error)
    }
  }

  private func dialled() async throws(ConnectionError) -> SSHSession {
    if isGuest == nil { isGuest = await dialer.admit(route) }
    return try await isGuest == true ? dialer.shared([route.target]) : dialer.dial(route)
  }

  /// In Ansible's words, by which people know that the machine was not reached at all.
  private static func unreachable(_ error: any Error) -> ConnectionError {
    var result = error as? ConnectionError ?? ConnectionError(.unreachable, "\(error)")
    result.message = "Failed to connect to the host via ssh: \(result.message)"
    return result
  }

  func reset() async {
    guard let task = session else { return }
    session = nil
    // Others may still need the shared one; a new login has to be one of its own.
    if isGuest == true {
      isGuest = false
      return
    }
    if let open = try? await task.value { await open.close() }
  }
}
