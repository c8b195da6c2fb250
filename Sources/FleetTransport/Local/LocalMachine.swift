/// This machine, reached through the same agent and protocol as any other.
final class LocalMachine: CommandHost {
  let loop: IOLoop
  init(on loop: IOLoop) { self.loop = loop }

  var place: String { "localhost" }

  func start(_ command: String) async throws(ConnectionError) -> any ProcessChannel {
    try LocalProcess.start(command, on: loop)
  }

  func reset() async {}
}
