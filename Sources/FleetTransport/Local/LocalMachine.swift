/// This machine, reached through the same agent and protocol as any other.
final class LocalMachine: CommandHost {
  let loop: IOLoop
  init(on loop: IOLoop) { self.loop = loop }

  var place: String { "localhost" }

  func start(_ command: String, onTerminal: Bool) async throws(ConnectionError) -> any ProcessChannel {
    if onTerminal {
      throw ConnectionError(
        .become, "\(place): a terminal is asked for, and connections to this computer have none",
        help: "use sudo, or run fleet as the user itself")
    }
    return try LocalProcess.start(command, on: loop)
  }

  func reset() async {}
}
