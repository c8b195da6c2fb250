import CLibSSH
import Glibc

/// A bastion's work: channels to other machines, each handed out as one end of a socketpair.
extension SSHSession {
  private static let relayBytes = 32 << 10

  /// A descriptor that reaches a machine behind this one; the caller owns it.
  func forward(to host: String, port: UInt16, by deadline: Deadline) async throws(ConnectionError) -> Int32 {
    guard isUsable, let channel = ssh_channel_new(handle) else {
      throw failure ?? ConnectionError(.lost, "\(endpoint.place): the connection was closed")
    }
    startPump()
    do throws(ConnectionError) {
      let status = try await until(by: deadline) {
        ssh_channel_open_forward(channel, host, Int32(port), "127.0.0.1", 0)
      }
      guard status == SSH_OK else { throw forwardFault(host, port) }
    } catch {
      if !isClosed { ssh_channel_free(channel) }
      guard error.kind == .timeout else { throw error }
      throw ConnectionError(
        .timeout, "connect to host \(host) port \(port): Connection timed out (through \(endpoint.place))")
    }
    guard let (near, far) = Socket.pair() else {
      let code = errno
      ssh_channel_free(channel)
      throw ConnectionError(
        .unreachable, "no socketpair for \(host): \(Socket.errorText(code))",
        help: "raise the limit of open files (`ulimit -n`) or lower `--forks`")
    }
    let relay = Relay(channel, far, of: self)
    relays.append(relay)
    // What came together with the confirmation is already in libssh, and nobody was called for it: sshd's greeting.
    relay.isBlocked = true
    Task(executorPreference: loop) { await self.drain(relay) }
    Task(executorPreference: loop) { await self.carryUp(relay) }
    return near
  }

  /// The bastion's refusal, in the words OpenSSH has for it.
  private func forwardFault(_ host: String, _ port: UInt16) -> ConnectionError {
    let text = errorText
    // The bastion itself went: it is dialled again.
    if let failure { return failure }
    let place = "connect to host \(host) port \(port)"
    let via = "(through \(endpoint.place))"
    if text.contains("error (1)") {
      return ConnectionError(
        .bastion, "\(place): the bastion refuses to forward \(via)",
        help: "sshd on \(endpoint.host) needs `AllowTcpForwarding yes`, and `PermitOpen` must allow the machine")
    }
    if text.contains("error (4)") {
      return ConnectionError(.busy, "\(place): the bastion has no room for another connection \(via)")
    }
    let reason = text.split(separator: ")", maxSplits: 1).last.map { String($0.drop { $0 == " " }) } ?? text
    let lowered = reason.lowercased()
    let kind: ConnectionError.Kind =
      lowered.contains("refused") ? .refused : lowered.contains("timed out") ? .timeout : .unreachable
    return ConnectionError(kind, "\(place): \(reason) \(via)")
  }

  /// Handles incoming packets for the relays, whose callbacks take the bytes.
  private func startPump() {
    guard !isPumping else { return }
    isPumping = true
    Task(executorPreference: loop) { await self.pump() }
  }

  private func pump() async {
    while isUsable {
      let mark = packets
      turnCrank()
      do { try await ready(since: mark) } catch { return }
    }
  }

  /// Socketpair to channel. A shut window stops the reading, and so the sender.
  private func carryUp(_ relay: Relay) async {
    reading: while isUsable, !relay.isClosed {
      // Nothing is held while there is nothing to carry: most relays are idle most of the time.
      let (bytes, isAtEnd) = Self.received(from: relay.descriptor)
      if isAtEnd { break }
      if bytes.isEmpty {
        let wake = await loop.wait(relay.descriptor, read: true, write: false, unless: { relay.isClosed })
        if wake == .forgotten { break }
        continue
      }
      var offset = 0
      while offset < bytes.count {
        guard isUsable, !relay.isClosed else { break reading }
        let mark = packets
        let written = step {
          bytes.withUnsafeBytes { buffer in
            ssh_channel_write(relay.channel, buffer.baseAddress.map { $0 + offset }, UInt32(buffer.count - offset))
          }
        }
        if written < 0, written != SSH_AGAIN { break reading }
        offset += max(0, Int(written))
        if offset < bytes.count { do { try await ready(since: mark) } catch { break reading } }
      }
      do { try await flush() } catch { break }
    }
    await retire(relay)
  }

  /// What a socket holds; no bytes when there are none yet.
  private static func received(from descriptor: Int32) -> (bytes: [UInt8], isAtEnd: Bool) {
    var isAtEnd = false
    let bytes = [UInt8](unsafeUninitializedCapacity: relayBytes) { buffer, count in
      var result = recv(descriptor, buffer.baseAddress, relayBytes, 0)
      while result < 0, errno == EINTR { result = recv(descriptor, buffer.baseAddress, relayBytes, 0) }
      isAtEnd = result == 0 || result < 0 && errno != EAGAIN
      count = max(0, result)
    }
    return (bytes, isAtEnd)
  }

  private func retire(_ relay: Relay) async {
    relays.removeAll { $0 === relay }
    guard !relay.isClosed else { return }
    if isUsable { _ = step { ssh_channel_send_eof(relay.channel) } }
    relay.close(on: loop, freesChannel: !isClosed)
    if isUsable { try? await flush(until: .after(seconds: 5)) }
  }

  /// Channel to socketpair, after that was full.
  func drain(_ relay: Relay) async {
    var buffer = [UInt8](repeating: 0, count: Self.relayBytes)
    while isUsable, !relay.isClosed {
      let have = max(0, Int(step { ssh_channel_read_nonblocking(relay.channel, &buffer, UInt32(buffer.count), 0) }))
      if have == 0 {
        relay.isBlocked = false
        if relay.hasEnded || ssh_channel_is_eof(relay.channel) != 0 { shutdown(relay.descriptor, Int32(SHUT_WR)) }
        break
      }
      var offset = 0
      while offset < have, !relay.isClosed {
        let sent = buffer.withUnsafeBytes { bytes in
          send(relay.descriptor, bytes.baseAddress.map { $0 + offset }, have - offset, Int32(MSG_NOSIGNAL))
        }
        if sent > 0 {
          offset += sent
        } else if errno == EAGAIN {
          let wake = await loop.wait(relay.descriptor, read: false, write: true, unless: { relay.isClosed })
          if wake == .forgotten { return }
        } else {
          return
        }
      }
    }
    try? await flush()
  }

  /// The bastion is gone: every machine behind it sees the end of its connection.
  func closeRelays() {
    let open = relays
    relays.removeAll()
    for relay in open { relay.close(on: loop, freesChannel: false) }
  }
}
