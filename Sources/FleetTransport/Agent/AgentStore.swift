import FleetCore
import FleetSystem
import Glibc
import Synchronization

/// The agents of a run: the one that this program carries, and those for other kinds of machines, as files
/// `fleet-agent-ARCHITECTURE` in folders named `agents`.
final class AgentStore: Sendable {
  private let given: AgentBinary?
  private let folders: [String]
  private let loop: IOLoop
  /// Agents of other kinds, each read and packed once.
  private let others = Mutex<[String: AgentBinary]>([:])
  /// The kinds of machines that are not the embedded agent's, as they once said.
  private let kinds = Mutex<[String: String]>([:])
  private let turn: Gate

  /// Without an agent given, it is the one of this build.
  init(_ given: AgentBinary?, folders: [String], on loop: IOLoop) {
    self.given = given
    self.folders = folders
    self.loop = loop
    turn = Gate(1, on: loop)
  }

  /// Beside the program, in the place where packages put it, and the user's own.
  static func folders() -> [String] {
    var result: [String] = []
    if let program = try? FileSystem.linkTarget("/proc/self/exe") {
      let folder = program.split(separator: "/").dropLast().joined(separator: "/")
      result += ["/\(folder)/agents", "/\(folder)/../share/fleet/agents"]
    }
    let home = getenv("HOME").map { String(cString: $0) } ?? "/root"
    let data = getenv("XDG_DATA_HOME").map { String(cString: $0) } ?? ""
    return result + ["\(data.hasPrefix("/") ? data : home + "/.local/share")/fleet/agents"]
  }

  /// The agent to begin with: this build's, unless the machine has said before that it is of another kind.
  func agent(at place: String) async throws(ConnectionError) -> AgentBinary {
    if let kind = kinds.withLock({ $0[place] }), let other = others.withLock({ $0[kind] }) { return other }
    if let given { return given }
    return try await AgentBinary.shipped(on: loop)
  }

  /// The agent for what `uname -m` says on a machine.
  func agent(for machine: String, at place: String) async throws(ConnectionError) -> AgentBinary {
    await turn.enter()
    do throws(ConnectionError) {
      let agent = try await other(machine, place)
      kinds.withLock { $0[place] = machine }
      await turn.leave()
      return agent
    } catch {
      await turn.leave()
      throw error
    }
  }

  private func other(_ machine: String, _ place: String) async throws(ConnectionError) -> AgentBinary {
    if let known = others.withLock({ $0[machine] }) { return known }
    // The name comes from the machine: nothing but letters, digits and `_` joins a path here.
    let isName = !machine.isEmpty && machine.utf8.allSatisfy { $0 == 95 || $0 < 128 && isalnum(Int32($0)) != 0 }
    let files = isName ? folders.map { "\($0)/fleet-agent-\(machine)" } : []
    guard let file = files.first(where: LocalFile.exists) else { throw missing(machine, place) }
    guard let program = LocalFile.bytes(file) else {
      throw ConnectionError(.agent, "\(place): the agent for it, \(file), cannot be read: \(Socket.errorText(errno))")
    }
    let agent = try await AgentBinary(program, architecture: machine, on: loop)
    others.withLock { $0[machine] = agent }
    return agent
  }

  private func missing(_ machine: String, _ place: String) -> ConnectionError {
    ConnectionError(
      .agent,
      "\(place): the machine is \(machine), this build of fleet carries an agent for "
        + "\(given?.architecture ?? AgentBinary.buildArchitecture), and "
        + "there is no `fleet-agent-\(machine)` in \(folders.joined(separator: ", "))",
      help: "on a \(machine) machine: `scripts/build`, then put its bin/fleet-agent into one of these folders as "
        + "`fleet-agent-\(machine)`")
  }
}
