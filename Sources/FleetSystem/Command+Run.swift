import CSystem
import FleetCore
import Glibc

extension Command {
  /// Starts the program, feeds and drains it, and waits for it. Throws when it cannot be started.
  ///
  /// Like Ansible's `run_command` it does not wait for grandchildren that keep the pipes open (daemons).
  package func run() throws(SystemError) -> CommandOutput {
    guard let name = arguments.first, !name.isEmpty else {
      throw SystemError("run", "", reason: "no program is given")
    }
    let searchPath = environment["PATH"]
    guard let path = Command.locate(name, path: searchPath) else {
      throw SystemError("run", name, code: name.contains("/") && FileSystem.exists(name) ? EACCES : ENOENT)
    }
    if RunningPrograms.isInterrupted { throw SystemError("run", path, code: EINTR) }
    let running = try RunningCommand(starting: self, at: path)
    RunningPrograms.add(running.process)
    defer { RunningPrograms.remove(running.process) }
    return running.finish(timeoutSeconds: timeoutSeconds)
  }
}

/// A started program with the ends of its pipes.
private final class RunningCommand {
  private static let chunkBytes = 64 << 10
  private static let pollMilliseconds: Int32 = 50
  private static let longestPollMilliseconds: Int32 = 10_000
  private static let graceSeconds = 1.0

  let process: pid_t
  private var input: Int32
  private var output: Int32
  private var error: Int32
  private var ended: Int32
  private var pending: [UInt8]
  private var sent = 0
  private var result = CommandOutput()
  private var waitStatus: Int32?

  init(starting command: Command, at path: String) throws(SystemError) {
    pending = command.input ?? []
    let outputs = try Pipe()
    let errors = try Pipe()
    let inputs: Pipe? = command.input == nil ? nil : try Pipe()
    let nothing = inputs == nil ? fleet_open("/dev/null", O_RDONLY, 0) : -1
    let childInput = inputs?.readEnd ?? nothing
    var stage: Int32 = 0
    let pid = RunningCommand.spawn(command, path, childInput, outputs.writeEnd, errors.writeEnd, &stage)
    if nothing >= 0 { close(nothing) }
    if let inputs { close(inputs.readEnd) }
    close(outputs.writeEnd)
    close(errors.writeEnd)
    process = pid
    input = inputs?.writeEnd ?? -1
    output = outputs.readEnd
    error = errors.readEnd
    ended = pid > 0 ? fleet_pidfd_open(pid) : -1
    if pid < 0 {
      closeAll()
      let inDirectory = stage == Int32(FLEET_SPAWN_DIRECTORY.rawValue)
      throw SystemError(
        inDirectory ? "change folder to" : "run", inDirectory ? command.directory ?? "" : path, code: -pid)
    }
    for descriptor in [input, output, error] where descriptor >= 0 {
      _ = fleet_fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }
  }

  private struct Pipe {
    let readEnd: Int32
    let writeEnd: Int32
    init() throws(SystemError) {
      var ends: [Int32] = [-1, -1]
      guard fleet_pipe_cloexec(&ends) == 0 else { throw SystemError("open pipe", "") }
      (readEnd, writeEnd) = (ends[0], ends[1])
    }
  }

  private static func spawn(
    _ command: Command, _ path: String, _ input: Int32, _ output: Int32, _ error: Int32, _ stage: inout Int32
  ) -> pid_t {
    let arguments = command.arguments.map { strdup($0) } + [nil]
    let environment = command.finalEnvironment().map { strdup($0) } + [nil]
    let directory = command.directory.map { strdup($0) } ?? nil
    let program = strdup(path)
    defer {
      for text in arguments + environment { free(text) }
      free(directory)
      free(program)
    }
    return arguments.withUnsafeBufferPointer { arguments in
      environment.withUnsafeBufferPointer { environment in
        var options = fleet_spawn_options()
        options.path = UnsafePointer(program)
        options.arguments = arguments.baseAddress
        options.environment = environment.baseAddress
        options.directory = UnsafePointer(directory)
        options.input = input
        options.output = output
        options.error = error
        options.umask = command.umask.map(Int32.init) ?? -1
        return fleet_spawn(&options, &stage)
      }
    }
  }

  func finish(timeoutSeconds: Double) -> CommandOutput {
    let clock = SystemClock.system
    var deadline = timeoutSeconds > 0 ? clock.monotonic() + timeoutSeconds : nil
    if pending.isEmpty { closeInput() }
    while true {
      if waitStatus == nil, output < 0, error < 0, input < 0, deadline == nil {
        reap(blocking: true)
      } else {
        reap(blocking: false)
      }
      let hasEnded = waitStatus != nil
      let isQuiet = !exchange(milliseconds: hasEnded ? 0 : pause(until: deadline))
      if hasEnded, isQuiet || (output < 0 && error < 0) { break }
      if let limit = deadline, !hasEnded, clock.monotonic() >= limit {
        kill(-process, result.isTimedOut ? SIGKILL : SIGTERM)
        result.isTimedOut = true
        deadline = clock.monotonic() + RunningCommand.graceSeconds
      }
    }
    if result.isTimedOut { kill(-process, SIGKILL) }
    closeAll()
    let status = waitStatus ?? 0
    let signal = fleet_wait_signal(status)
    result.status = signal > 0 ? -Int(signal) : Int(fleet_wait_exit_code(status))
    return result
  }

  /// Without a pidfd the end of the process must be looked for now and then.
  private func pause(until deadline: Double?) -> Int32 {
    let most = ended >= 0 ? RunningCommand.longestPollMilliseconds : RunningCommand.pollMilliseconds
    guard let deadline else { return most }
    return Int32(max(1, min(Double(most), (deadline - SystemClock.system.monotonic()) * 1000)))
  }

  private func reap(blocking: Bool) {
    guard waitStatus == nil else { return }
    var status: Int32 = 0
    while true {
      let answer = waitpid(process, &status, blocking ? 0 : WNOHANG)
      if answer == process { waitStatus = status }
      if answer < 0, errno == EINTR { continue }
      if answer < 0 { waitStatus = 0 }
      return
    }
  }

  /// One round of reading and writing; whether anything moved.
  private func exchange(milliseconds: Int32) -> Bool {
    var entries: [pollfd] = []
    for (descriptor, events) in [(output, POLLIN), (error, POLLIN), (input, POLLOUT)] where descriptor >= 0 {
      entries.append(pollfd(fd: descriptor, events: Int16(events), revents: 0))
    }
    if waitStatus == nil, ended >= 0 { entries.append(pollfd(fd: ended, events: Int16(POLLIN), revents: 0)) }
    guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return false }
    var hasMoved = false
    for entry in entries where entry.revents != 0 {
      switch entry.fd {
      case output: hasMoved = drain(&output, into: \.stdout) || hasMoved
      case error: hasMoved = drain(&error, into: \.stderr) || hasMoved
      case input: hasMoved = feed() || hasMoved
      default: break
      }
    }
    return hasMoved
  }

  private func drain(_ descriptor: inout Int32, into field: WritableKeyPath<CommandOutput, [UInt8]>) -> Bool {
    var count = 0
    let chunk = [UInt8](unsafeUninitializedCapacity: RunningCommand.chunkBytes) { buffer, size in
      count = read(descriptor, buffer.baseAddress, buffer.count)
      size = max(0, count)
    }
    if count < 0, errno == EINTR || errno == EAGAIN { return false }
    guard count > 0 else {
      close(descriptor)
      descriptor = -1
      return false
    }
    let room = max(0, Limits.commandOutputBytes - result[keyPath: field].count)
    if count > room { result.isTruncated = true }
    result[keyPath: field].append(contentsOf: chunk.prefix(room))
    return true
  }

  private func feed() -> Bool {
    let count = pending.withUnsafeBytes { bytes in
      fleet_write_quiet(input, bytes.baseAddress?.advanced(by: sent), bytes.count - sent)
    }
    if count < 0, errno == EINTR || errno == EAGAIN { return false }
    sent += max(0, count)
    if count < 0 || sent == pending.count { closeInput() }
    return count > 0
  }

  private func closeInput() {
    if input >= 0 { close(input) }
    input = -1
  }

  private func closeAll() {
    for descriptor in [input, output, error, ended] where descriptor >= 0 { close(descriptor) }
    (input, output, error, ended) = (-1, -1, -1, -1)
  }
}
