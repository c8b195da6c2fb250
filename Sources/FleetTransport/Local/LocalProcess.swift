import CSystem
import Glibc

/// A process of this machine and its three streams, without blocking the loop.
actor LocalProcess: ProcessChannel {
  private static let readBytes = 32 << 10

  nonisolated let loop: IOLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
  private let process: Int32
  private var input: Int32
  private var output: Int32
  private var error: Int32
  private var errorText: [UInt8] = []
  private var status: Int32?

  /// Runs `sh -c command` in a session of its own: Ctrl-C at the terminal is for this program alone.
  static func start(_ command: String, on loop: IOLoop) throws(ConnectionError) -> LocalProcess {
    var pipes: [Int32] = []
    for _ in 0..<3 {
      var ends: [Int32] = [-1, -1]
      guard fleet_pipe_cloexec(&ends) == 0 else {
        let code = errno
        for end in pipes { Glibc.close(end) }
        throw ConnectionError(
          .unreachable, "no pipe for a local process: \(Socket.errorText(code))",
          help: "raise the limit of open files (`ulimit -n`) or lower `--forks`")
      }
      pipes += ends
    }
    let process: Int32
    do throws(ConnectionError) {
      process = try spawn(command, input: pipes[0], output: pipes[3], error: pipes[5])
    } catch {
      for end in pipes { Glibc.close(end) }
      throw error
    }
    for end in [pipes[0], pipes[3], pipes[5]] { Glibc.close(end) }
    for end in [pipes[1], pipes[2], pipes[4]] { Socket.setNonBlocking(end) }
    return LocalProcess(process, input: pipes[1], output: pipes[2], error: pipes[4], on: loop)
  }

  /// A socket whose other end is the standard input and output of a command (ProxyCommand).
  static func socket(running command: String) throws(ConnectionError) -> Int32 {
    guard let (near, far) = Socket.pair() else {
      throw ConnectionError(.unreachable, "no socketpair for a proxy command: \(Socket.errorText(errno))")
    }
    defer { Glibc.close(far) }
    _ = fleet_fcntl(far, F_SETFL, fleet_fcntl(far, F_GETFL, 0) & ~O_NONBLOCK)
    do throws(ConnectionError) {
      _ = try spawn("exec \(command)", input: far, output: far, error: 2)
    } catch {
      Glibc.close(near)
      throw error
    }
    return near
  }

  private static func spawn(
    _ command: String, input: Int32, output: Int32, error: Int32
  ) throws(ConnectionError) -> Int32 {
    let words: [UnsafeMutablePointer<CChar>?] =
      ["/bin/sh", "-c", command].map { (word: String) in strdup(word) } + [nil]
    defer { for word in words { free(word) } }
    var stage: Int32 = 0
    let process = words.withUnsafeBufferPointer { arguments in
      "/bin/sh".withCString { path in
        var options = fleet_spawn_options(
          path: path, arguments: arguments.baseAddress, environment: fleet_environ(), directory: nil, input: input,
          output: output, error: error, umask: -1)
        return fleet_spawn(&options, &stage)
      }
    }
    guard process > 0 else {
      throw ConnectionError(.unreachable, "cannot start /bin/sh on this machine: \(Socket.errorText(-process))")
    }
    return process
  }

  private init(_ process: Int32, input: Int32, output: Int32, error: Int32, on loop: IOLoop) {
    self.process = process
    self.input = input
    self.output = output
    self.error = error
    self.loop = loop
    Task(executorPreference: loop) { await self.gatherErrors() }
  }

  /// Standard error is read beside standard output, which the reader waits for.
  private func gatherErrors() async {
    while error >= 0 {
      let (bytes, isAtEnd) = Self.take(error)
      errorText += bytes
      if !bytes.isEmpty || isAtEnd { loop.poke(output) }
      if isAtEnd {
        shut(&error)
        loop.poke(output)
        return
      }
      if bytes.isEmpty, await loop.wait(error, read: true, write: false) == .forgotten { return }
    }
  }

  private static func take(_ descriptor: Int32) -> (bytes: [UInt8], isAtEnd: Bool) {
    var isAtEnd = false
    let bytes = [UInt8](unsafeUninitializedCapacity: readBytes) { buffer, count in
      var result = Glibc.read(descriptor, buffer.baseAddress, readBytes)
      while result < 0, errno == EINTR { result = Glibc.read(descriptor, buffer.baseAddress, readBytes) }
      isAtEnd = result == 0 || result < 0 && errno != EAGAIN
      count = max(0, result)
    }
    return (bytes, isAtEnd)
  }

  func read(until deadline: Deadline?) async throws(ConnectionError) -> ProcessOutput {
    var outputEnded = output < 0
    while true {
      if !outputEnded {
        let (bytes, isAtEnd) = Self.take(output)
        if !bytes.isEmpty { return .output(bytes) }
        outputEnded = isAtEnd
      }
      if !errorText.isEmpty {
        defer { errorText = [] }
        return .error(errorText)
      }
      if outputEnded {
        // Whoever holds standard error open longer than this is not waited for.
        if error < 0 { return .end }
        if await loop.wait(error, read: true, write: false, until: deadline ?? .after(seconds: 2)) != .ready {
          return .end
        }
        await loop.sleep(until: .after(seconds: 0.001))
        continue
      }
      let hadErrors = error >= 0
      let wake = await loop.wait(
        output, read: true, write: false, until: deadline,
        unless: { !errorText.isEmpty || output < 0 || hadErrors && error < 0 })
      switch wake {
      case .ready: continue
      case .timedOut: throw ConnectionError(.timeout, "a local process did not answer in time")
      case .forgotten: throw ConnectionError(.lost, "a local process was closed")
      }
    }
  }

  func write(_ bytes: [UInt8]) async throws(ConnectionError) {
    var offset = 0
    while offset < bytes.count {
      guard input >= 0 else { throw ConnectionError(.lost, "the input of a local process is closed") }
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(input, buffer.baseAddress.map { $0 + offset }, bytes.count - offset)
      }
      if count > 0 {
        offset += count
      } else if errno == EAGAIN {
        _ = await loop.wait(input, read: false, write: true, unless: { input < 0 })
      } else if errno != EINTR {
        throw ConnectionError(.lost, "a local process ended while it was written to: \(Socket.errorText(errno))")
      }
    }
  }

  func finishInput() { shut(&input) }

  func exitStatus() async throws(ConnectionError) -> Int32 {
    var pause = 0.0005
    while true {
      if let status { return status }
      reap()
      if status == nil { await loop.sleep(until: .after(seconds: pause)) }
      pause = min(pause * 2, 0.1)
    }
  }

  private func reap() {
    var raw: Int32 = 0
    guard status == nil, waitpid(process, &raw, WNOHANG) != 0 else { return }
    status = fleet_wait_exited(raw) != 0 ? fleet_wait_exit_code(raw) : 128 + fleet_wait_signal(raw)
  }

  private func shut(_ descriptor: inout Int32) {
    guard descriptor >= 0 else { return }
    loop.forget(descriptor)
    Glibc.close(descriptor)
    descriptor = -1
  }

  /// Closes the streams; a process that does not end by itself is ended.
  func close() async {
    shut(&input)
    shut(&output)
    shut(&error)
    for pause in [0.001, 0.01, 0.1, 0.5] where status == nil {
      reap()
      if status == nil { await loop.sleep(until: .after(seconds: pause)) }
    }
    if status == nil {
      kill(-process, SIGTERM)
      await loop.sleep(until: .after(seconds: 0.2))
      reap()
      if status == nil {
        kill(-process, SIGKILL)
        await loop.sleep(until: .after(seconds: 0.05))
        reap()
      }
    }
  }
}
