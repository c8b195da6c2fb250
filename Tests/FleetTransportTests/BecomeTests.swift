import FleetCore
import FleetProtocol
import FleetSystem
import Testing

@testable import FleetTransport

/// A change of identity, with a `sudo` of the test's own that asks as the real one does.
@Suite(.enabled(if: LoopbackSSHD.isAvailable, "needs openssh-server: /usr/sbin/sshd is missing"), .serialized)
struct BecomeTests {
  private static let sudo = """
    #!/bin/sh
    echo "$*" >> "$SUDO_TRACE"
    while [ $# -gt 0 ]; do
      case $1 in
        -p) prompt=$2; shift 2;;
        -u) user=$2; shift 2;;
        -*) shift;;
        *) break;;
      esac
    done
    case $user in
      free) exec "$@";;
      nobody-else) echo "sorry, you must have a tty to run sudo" >&2; exit 1;;
    esac
    echo "We trust you have received the usual lecture: be careful." >&2
    for attempt in 1 2 3; do
      printf "%s" "$prompt" >&2
      read -r word || exit 1
      if [ "$word" = "sesame street" ]; then exec "$@"; fi
      echo "Sorry, try again." >&2
    done
    exit 1
    """

  private func with<Result>(_ body: (LoopbackSSHD, SSHConnectionProvider, String) async throws -> Result) async throws
    -> Result
  {
    let folder = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "fleet-sudo-")
    defer { try? FileSystem.removeTree(folder) }
    try FileSystem.create("\(folder)/sudo", with: Array(Self.sudo.utf8), mode: 0o755)
    let server = try LoopbackSSHD(shell: "env PATH=\(folder):$PATH SUDO_TRACE=\(folder)/trace sh -c")
    defer { server.close() }
    return try await body(server, try server.provider(), "\(folder)/trace")
  }

  private func settings(_ server: LoopbackSSHD, _ user: String, _ password: String?) -> ConnectionSettings {
    var settings = server.settings()
    settings.become = .init(method: "sudo", user: user, password: password.map { Secret($0) })
    return settings
  }

  private func failure(
    _ provider: SSHConnectionProvider, _ settings: ConnectionSettings
  ) async throws -> ConnectionError? {
    do {
      _ = try await provider.connection(for: settings).answers([TaskRequest(step: 1, module: "ping")])
      return nil
    } catch {
      return error as? ConnectionError
    }
  }

  @Test func withAndWithoutPassword() async throws {
    try await with { server, provider, trace in
      for (user, password) in [("free", nil), ("free", "never asked"), ("root", "sesame street")] {
        let connection = try await provider.connection(for: settings(server, user, password))
        #expect(try await connection.answers([shell(1, "echo in")]).outputs == ["in"])
        let raw = try await provider.raw("cat", input: [66], settings: settings(server, user, password))
        #expect(raw.output == [66])
      }
      // One session carried them all, and the password was never an argument.
      #expect(server.logged("Accepted publickey") == 1)
      #expect(!(try FileSystem.readText(trace).contains("sesame")))
      await provider.closeAll()
    }
  }

  @Test func wrongMissingAndForbidden() async throws {
    try await with { server, provider, _ in
      let wrong = try await failure(provider, settings(server, "root", "open"))
      #expect(wrong?.kind == .become)
      #expect(wrong?.message == "Incorrect sudo password")
      let missing = try await failure(provider, settings(server, "root", nil))
      #expect(missing?.kind == .become)
      #expect(missing?.message == "Missing sudo password")
      let terminal = try await failure(provider, settings(server, "nobody-else", nil))
      #expect(terminal?.kind == .become)
      #expect(terminal?.message.contains("you must have a tty") == true)
      var odd = settings(server, "root", nil)
      odd.become?.method = "runas"
      #expect(try await failure(provider, odd)?.kind == .become)
      await provider.closeAll()
    }
  }

  @Test func flagsAreHonoured() throws {
    var command = BecomeCommand(.init(method: "sudo", user: "web", flags: "-E -Hn --login"), session: "s")
    let line = try command.line(["true"])
    #expect(line == "'sudo' '-E' '-H' '--login' '-S' '-p' '[fleet-s] password: ' '-u' 'web' 'true'")
    #expect(throws: ConnectionError.self) { try command.answer(to: Array("[fleet-s] password: ".utf8)) }
    #expect(try command.answer(to: Array("[sudo] password for me: ".utf8)) == nil)
  }
}
