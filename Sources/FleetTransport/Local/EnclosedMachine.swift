import FleetCore

/// A container or its like, reached through a program of this computer (`docker exec -i`), by the same agent and
/// protocol as any machine.
final class EnclosedMachine: CommandHost {
  private let enclosure: Enclosure
  private let loop: IOLoop

  init(_ enclosure: Enclosure, on loop: IOLoop) {
    self.enclosure = enclosure
    self.loop = loop
  }

  var place: String { enclosure.place }

  func start(_ command: String, onTerminal: Bool) async throws(ConnectionError) -> any ProcessChannel {
    if onTerminal {
      throw ConnectionError(
        .become, "\(place): a terminal is asked for, and there is none in a container",
        help: "log in as the user itself (`remote_user`), or use sudo")
    }
    let line = (enclosure.words + ["-c", command]).map(Words.quote).joined(separator: " ")
    return try LocalProcess.start("exec \(line)", on: loop)
  }

  func reset() async {}

  /// The program's own complaint, when it never came to the shell inside.
  func unreached(status: Int32, words: String, withBecome: Bool) -> ConnectionError? {
    let program = enclosure.words.first ?? ""
    let name = program.split(separator: "/").last.map(String.init) ?? program
    let isMissing = status == 127 && words.contains("\(program): not found")
    let openings = ["Error", "OCI runtime", "Cannot connect", "error:", "\(name):", "\(program):"]
    guard isMissing || !withBecome || openings.contains(where: { words.hasPrefix($0) }) else { return nil }
    return ConnectionError(
      .unreachable, "Failed to connect to \(place): \(words.isEmpty ? "\(name) ended with status \(status)" : words)",
      help: isMissing ? "`\(program)` is started on this computer: install it here" : nil)
  }
}
