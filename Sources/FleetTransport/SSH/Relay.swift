import CLibSSH
import Glibc

/// A forwarded channel of a bastion and the socketpair's end that carries its bytes. Lives on the bastion's loop;
/// libssh calls `take` while it handles packets.
final class Relay: @unchecked Sendable {
  let channel: ssh_channel
  let descriptor: Int32
  private let callbacks: UnsafeMutablePointer<ssh_channel_callbacks_struct>
  private unowned let session: SSHSession
  /// The socketpair was full: what comes stays in libssh and the window stays shut until it is drained.
  var isBlocked = false
  var hasEnded = false
  private(set) var isClosed = false

  init(_ channel: ssh_channel, _ descriptor: Int32, of session: SSHSession) {
    self.channel = channel
    self.descriptor = descriptor
    self.session = session
    callbacks = .allocate(capacity: 1)
    callbacks.initialize(to: ssh_channel_callbacks_struct())
    fleet_channel_callbacks_init(callbacks)
    callbacks.pointee.userdata = Unmanaged.passUnretained(self).toOpaque()
    callbacks.pointee.channel_data_function = { _, _, bytes, count, _, userdata in
      guard let userdata, let bytes else { return 0 }
      return Unmanaged<Relay>.fromOpaque(userdata).takeUnretainedValue().take(bytes, Int(count))
    }
    callbacks.pointee.channel_eof_function = { _, _, userdata in
      if let userdata { Unmanaged<Relay>.fromOpaque(userdata).takeUnretainedValue().end() }
    }
    callbacks.pointee.channel_close_function = { _, _, userdata in
      if let userdata { Unmanaged<Relay>.fromOpaque(userdata).takeUnretainedValue().end() }
    }
    ssh_set_channel_callbacks(channel, callbacks)
  }

  deinit { callbacks.deallocate() }

  /// How many of the bytes were taken; libssh keeps the rest.
  private func take(_ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int32 {
    if isBlocked || isClosed { return 0 }
    let sent = send(descriptor, bytes, count, Int32(MSG_NOSIGNAL))
    if sent < count {
      isBlocked = true
      let session = session
      Task(executorPreference: session.loop) { await session.drain(self) }
    }
    return Int32(max(0, sent))
  }

  /// The far end sends no more. Bytes that are still in libssh go first.
  private func end() {
    hasEnded = true
    if !isBlocked, !isClosed { shutdown(descriptor, Int32(SHUT_WR)) }
  }

  /// Gives the descriptor back; the channel is freed unless its session has done that.
  func close(on loop: IOLoop, freesChannel: Bool) {
    guard !isClosed else { return }
    isClosed = true
    loop.forget(descriptor)
    Glibc.close(descriptor)
    ssh_remove_channel_callbacks(channel, callbacks)
    if freesChannel { ssh_channel_free(channel) }
  }
}
