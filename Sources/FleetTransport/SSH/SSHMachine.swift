/// A machine behind sshd: one session, dialled when first needed, with a channel per process.
actor SSHMachine: CommandHost {
  nonisolated let loop: IOLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
  nonisolated let route: SSHRoute
  private let dialer: SSHDialer
  private var session: Task<SSHSession, any Error>?

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
    let task = Task(executorPreference: loop) { try await self.dialer.dial(self.route) }
    session = task
    do {
      return try await task.value
    } catch {
      if session == task { session = nil }
      throw Self.unreachable(error)
    }
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
    if let open = try? await task.value { await open.close() }
  }
}
