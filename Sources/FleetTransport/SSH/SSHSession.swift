import CLibSSH
import CSystem
import Glibc

/// One libssh session, used only on its loop's thread: the loop is the actor's executor. Non-blocking throughout.
actor SSHSession {
  nonisolated let loop: IOLoop
  nonisolated let endpoint: SSHEndpoint
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  let handle: ssh_session
  /// libssh counts packets here: the event count that keeps a wake-up from being lost.
  private let counter: UnsafeMutablePointer<ssh_counter_struct>
  private(set) var descriptor: Int32 = -1
  /// The descriptor to be closed at the end, and what tells it from a later one of the same number.
  private var owned: (descriptor: Int32, inode: UInt64)?
  /// A channel never opened: polling it makes libssh handle packets and send what it holds back.
  private(set) var crank: ssh_channel?
  private var seenPackets: UInt64 = 0
  /// Whether the key exchange is done, so that its loss is a loss.
  private var isConnected = false
  /// Why the session can no longer be used.
  private(set) var failure: ConnectionError?
  private(set) var isClosed = false
  var relays: [Relay] = []
  var isPumping = false

  init(_ endpoint: SSHEndpoint, on loop: IOLoop) throws(ConnectionError) {
    guard let handle = ssh_new() else { throw ConnectionError(.unreachable, "no memory for an SSH session") }
    self.handle = handle
    self.endpoint = endpoint
    self.loop = loop
    counter = .allocate(capacity: 1)
    counter.initialize(to: ssh_counter_struct())
    ssh_set_blocking(handle, 0)
    ssh_set_counters(handle, nil, counter)
  }

  var isUsable: Bool { failure == nil && !isClosed }
  var packets: UInt64 { counter.pointee.in_packets }

  // MARK: Waiting

  /// Every call into libssh may handle packets that another task of this session waits for: wakes them when it did.
  /// It may also find the connection gone, and has then closed the descriptor, whose number will be used again.
  func step<Result>(_ body: () -> Result) -> Result {
    let result = body()
    if isConnected, ssh_is_connected(handle) == 0 {
      markLost(ConnectionError(.lost, "\(endpoint.place): \(errorText)"))
    } else if packets != seenPackets {
      seenPackets = packets
      loop.poke(descriptor)
    }
    return result
  }

  /// Whether libssh holds back bytes until the socket is writable.
  private var isWritePending: Bool { !isClosed && ssh_get_poll_flags(handle) & SSH_WRITE_PENDING != 0 }

  /// Waits until it is worth asking libssh again. `mark` is the packet count from before the caller looked: if packets
  /// came since, it must look again first.
  func ready(since mark: UInt64, until deadline: Deadline? = nil) async throws(ConnectionError) {
    try checkUsable()
    // A peer that always has something more to read would never be waited for, and so never be late.
    if let deadline, deadline.isPast(by: SSHLimits.lateSeconds) { throw late }
    if packets != mark { return }
    var isPending = isWritePending
    if isPending, let crank {
      _ = step { ssh_channel_poll(crank, 0) }
      isPending = isWritePending
      if packets != mark || !isPending { return }
    }
    let wake = await loop.wait(
      descriptor, read: true, write: isPending, until: deadline,
      unless: { packets != mark || failure != nil || isClosed })
    try checkUsable()
    if wake == .timedOut { throw late }
  }

  private var late: ConnectionError { ConnectionError(.timeout, "\(endpoint.place): no answer in time") }

  private func checkUsable() throws(ConnectionError) {
    if let failure { throw failure }
    if isClosed { throw ConnectionError(.lost, "\(endpoint.place): the connection was closed") }
  }

  /// Repeats a libssh call until it no longer asks to be called again; gives its answer, an error too.
  func until(
    again: Int32 = SSH_AGAIN, by deadline: Deadline? = nil, _ body: () -> Int32
  ) async throws(ConnectionError) -> Int32 {
    while true {
      let mark = packets
      let status = step(body)
      if status != again { return status }
      try await ready(since: mark, until: deadline)
    }
  }

  /// Waits until libssh holds nothing back.
  func flush(until deadline: Deadline? = nil) async throws(ConnectionError) {
    while isWritePending, let crank {
      let mark = packets
      _ = step { ssh_channel_poll(crank, 0) }
      if isWritePending { try await ready(since: mark, until: deadline) }
    }
  }

  /// Lets libssh handle what has arrived.
  func turnCrank() { if let crank, isUsable { _ = step { ssh_channel_poll(crank, 0) } } }

  // MARK: Faults

  /// libssh's own words for the last fault.
  var errorText: String {
    let text = String(cString: ssh_get_error(UnsafeMutableRawPointer(handle)))
    return text.isEmpty ? "the connection was closed" : text
  }

  /// The error for a failed libssh call.
  func fault(_ what: String, kind: ConnectionError.Kind = .lost) -> ConnectionError {
    ConnectionError(kind, "\(endpoint.place): \(what): \(errorText)")
  }

  /// Ends the session for all who use it.
  func markLost(_ error: ConnectionError) {
    guard failure == nil else { return }
    failure = error
    forgetDescriptor()
    closeRelays()
  }

  private func forgetDescriptor() {
    if descriptor >= 0 { loop.forget(descriptor) }
    descriptor = -1
  }

  // MARK: Beginning and end

  func option<Number: BitwiseCopyable>(_ name: ssh_options_e, _ number: Number) {
    var number = number
    _ = ssh_options_set(handle, name, &number)
  }

  func option(_ name: ssh_options_e, _ text: String) { _ = ssh_options_set(handle, name, text) }

  /// Key exchange over a connected, non-blocking descriptor, which the session owns from here on.
  func handshake(
    over descriptor: Int32, isTCP: Bool, hostKeyAlgorithms: String?, by deadline: Deadline
  ) async throws(ConnectionError) {
    self.descriptor = descriptor
    owned = Socket.inode(descriptor).map { (descriptor, $0) }
    // Otherwise libssh reads ~/.ssh/config by itself and may start an `ssh` process.
    option(SSH_OPTIONS_PROCESS_CONFIG, false)
    option(SSH_OPTIONS_HOST, endpoint.host)
    option(SSH_OPTIONS_USER, endpoint.user)
    option(SSH_OPTIONS_PORT, UInt32(endpoint.port))
    option(SSH_OPTIONS_KEY_EXCHANGE, SSHLimits.keyExchanges)
    for name in [SSH_OPTIONS_CIPHERS_C_S, SSH_OPTIONS_CIPHERS_S_C] { option(name, SSHLimits.ciphers) }
    for name in [SSH_OPTIONS_HMAC_C_S, SSH_OPTIONS_HMAC_S_C] { option(name, SSHLimits.macs) }
    if endpoint.compresses { option(SSH_OPTIONS_COMPRESSION, "yes") }
    option(SSH_OPTIONS_KNOWNHOSTS, "/dev/null")
    option(SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null")
    if let hostKeyAlgorithms { option(SSH_OPTIONS_HOSTKEYS, hostKeyAlgorithms) }
    if let socket = endpoint.identityAgent { option(SSH_OPTIONS_IDENTITY_AGENT, socket) }
    option(SSH_OPTIONS_FD, descriptor)
    if isTCP { option(SSH_OPTIONS_NODELAY, Int32(1)) }
    do throws(ConnectionError) {
      let status = try await until(by: deadline) { ssh_connect(handle) }
      guard status == SSH_OK else { throw keyExchangeFault() }
    } catch {
      guard error.kind == .timeout else { throw error }
      throw ConnectionError(.timeout, "\(endpoint.place): Connection timed out during banner exchange")
    }
    // libssh made it blocking: a large send would stop the whole loop.
    Socket.setNonBlocking(descriptor)
    isConnected = true
  }

  /// Two that have no algorithm in common stay that way; a connection that was closed may be a busy sshd.
  private func keyExchangeFault() -> ConnectionError {
    guard errorText.contains("no match for method") || errorText.contains("kex error") else {
      return fault("key exchange")
    }
    var error = fault("key exchange", kind: .unreachable)
    error.help = "only algorithms without known weaknesses are offered: renew the machine's sshd or its configuration"
    return error
  }

  /// Called once authenticated: only then may channels exist.
  func makeCrank() throws(ConnectionError) {
    guard let channel = ssh_channel_new(handle) else { throw fault("a first channel") }
    crank = channel
  }

  /// Ends the session; it plays the part of a destructor and may be called more than once.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    closeRelays()
    forgetDescriptor()
    ssh_disconnect(handle)
    ssh_free(handle)
    // libssh leaves a descriptor that it was given open, unless it met an error on it; the number may then be
    // another's.
    if let owned, Socket.inode(owned.descriptor) == owned.inode { Glibc.close(owned.descriptor) }
    counter.deallocate()
  }
}
