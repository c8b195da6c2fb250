import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// What `command` and `shell` share: the conditions, the run, and the result's keys as Ansible gives them.
struct CommandStep {
  var creates: String?
  var removes: String?
  var chdir: String?
  var stdin: String?
  var addsNewline: Bool
  var stripsEnds: Bool
  /// What `cmd` shows.
  var shown: Value

  /// Looks at the conditions, then runs `words`. In check mode only tells.
  func run(_ words: [String], on machine: Machine) throws -> ModuleResult {
    var result = ModuleResult()
    result.values = [
      "stdout": "", "stderr": "", "rc": nil, "cmd": shown, "start": nil, "end": nil, "delta": nil,
    ]
    result.message = ""
    if let chdir, !machine.files.isDirectory(chdir) {
      let number = machine.files.exists(chdir) ? 20 : 2
      let reason = "[Errno \(number)] \(SystemError.text(of: Int32(number))): b\(PythonText.repr(.string(chdir)))"
      throw ModuleFailure("Unable to change directory before execution: \(reason)", result.values)
    }
    if try isDone(&result, on: machine) { return result }
    result.changed = true
    if machine.context.isCheck {
      result.values["rc"] = 0
      result.message = "Command would have run if not in check mode"
      if creates == nil, removes == nil {
        result.skipped = true
        result.changed = false
      }
      return result
    }
    try execute(words, &result, on: machine)
    return result
  }

  /// Whether `creates` or `removes` says that there is nothing to do.
  private func isDone(_ result: inout ModuleResult, on machine: Machine) throws -> Bool {
    let would = machine.context.isCheck ? "Would" : "Did"
    if let creates, !creates.isEmpty, !Wildcard.expand(creates, in: chdir).isEmpty {
      result.message = "\(would) not run command since '\(creates)' exists"
      result.values["stdout"] = .string("skipped, since \(creates) exists")
    } else if let removes, !removes.isEmpty, Wildcard.expand(removes, in: chdir).isEmpty {
      result.message = "\(would) not run command since '\(removes)' does not exist"
      result.values["stdout"] = .string("skipped, since \(removes) does not exist")
    } else {
      return false
    }
    result.values["rc"] = 0
    return true
  }

  private func execute(_ words: [String], _ result: inout ModuleResult, on machine: Machine) throws {
    var command = Command(words, directory: chdir)
    if let stdin, !stdin.isEmpty { command.input = Array((addsNewline ? stdin + "\n" : stdin).utf8) }
    if let chdir, let program = words.first, program.contains("/"), !FilePath.isAbsolute(program) {
      command.arguments[0] = FilePath.join(chdir, program)
    }
    let started = machine.clock.now()
    let output: CommandOutput
    do {
      output = try machine.processes.run(command)
    } catch let error as SystemError {
      result.values["rc"] = .int(error.code == 0 ? 257 : Int(error.code))
      let name = PythonText.repr(.string(words.first ?? ""))
      result.values["cmd"] = .string(words.map(ShellWords.quote).joined(separator: " "))
      result.failed = true
      result.changed = false
      result.message = "Error executing command: [Errno \(error.code)] \(error.reason): b\(name)"
      return
    }
    let ended = machine.clock.now()
    result.values["rc"] = .int(output.status)
    result.values["stdout"] = .string(text(output.stdout))
    result.values["stderr"] = .string(text(output.stderr))
    result.values["start"] = .string(Self.moment(started))
    result.values["end"] = .string(Self.moment(ended))
    result.values["delta"] = .string(Self.span(from: started, to: ended))
    if output.isTruncated {
      machine.warnings.append("more than \(Limits.commandOutputBytes >> 20) MiB of output; the rest was dropped")
    }
    if output.status != 0 {
      result.failed = true
      result.message = "non-zero return code"
    }
  }

  private func text(_ bytes: [UInt8]) -> String {
    guard stripsEnds else { return String(decoding: bytes, as: UTF8.self) }
    let end = bytes.lastIndex { $0 != 10 && $0 != 13 }.map { $0 + 1 } ?? 0
    return String(decoding: bytes[..<end], as: UTF8.self)
  }

  /// `2026-11-21 07:44:51.123456`, as Python writes a local time.
  private static func moment(_ time: Timestamp) -> String {
    time.formatted("%Y-%m-%d %H:%M:%S") + fraction(time.nanoseconds / 1000)
  }

  /// `0:00:00.003141`, as Python writes a span.
  private static func span(from start: Timestamp, to end: Timestamp) -> String {
    let microseconds = max(
      0, (end.seconds - start.seconds) * 1_000_000 + end.nanoseconds / 1000 - start.nanoseconds / 1000)
    let seconds = microseconds / 1_000_000
    let days = seconds / 86400
    let prefix = days == 0 ? "" : days == 1 ? "1 day, " : "\(days) days, "
    let clock = "\(seconds / 3600 % 24):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    return prefix + clock + fraction(microseconds % 1_000_000)
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func fraction(_ microseconds: Int) -> String {
    guard microseconds > 0 else { return "" }
    let digits = String(microseconds)
    return "." + String(repeating: "0", count: 6 - digits.count) + digits
  }
}
