import FleetSystem
import Testing

@Suite struct CommandTests {
  @Test func inputComesBack() throws {
    let bytes = [UInt8](repeating: 65, count: 1 << 20)
    let output = try Command(["cat"], input: bytes).run()
    #expect(output.stdout == bytes)
    #expect(output.isSuccess)
  }

  @Test func statusErrorsAndEnvironment() throws {
    let output = try Command(
      ["sh", "-c", "echo $X; pwd; umask; echo bad >&2; exit 3"], directory: "/", environment: ["X": "y z"],
      umask: 0o027
    ).run()
    #expect(output.stdoutText == "y z\n/\n0027\n")
    #expect(output.stderrText == "bad\n")
    #expect(output.status == 3)
  }

  @Test func signalsAreNegative() throws {
    #expect(try Command(["sh", "-c", "kill -9 $$"]).run().status == -9)
  }

  @Test func aDaemonDoesNotHoldUs() throws {
    let start = SystemClock.system.monotonic()
    let output = try Command(["sh", "-c", "sleep 5 & echo up"]).run()
    #expect(output.stdoutText == "up\n")
    #expect(SystemClock.system.monotonic() - start < 3)
  }

  @Test func timeoutsKillTheGroup() throws {
    let start = SystemClock.system.monotonic()
    let output = try Command(["sh", "-c", "sleep 20; true"], timeoutSeconds: 0.2).run()
    #expect(output.isTimedOut)
    #expect(SystemClock.system.monotonic() - start < 5)
  }

  @Test func aProgramThatReadsNothingIsNoFault() throws {
    #expect(try Command(["true"], input: [UInt8](repeating: 0, count: 1 << 20)).run().isSuccess)
  }

  @Test func missingProgramsAndFoldersSaySo() {
    #expect(throws: SystemError.self) { try Command(["fleet-no-such-program"]).run() }
    do throws(SystemError) {
      _ = try Command(["true"], directory: "/nonexistent").run()
      Issue.record("no error")
    } catch {
      #expect(error.description == "change folder to `/nonexistent`: No such file or directory")
    }
  }
}
