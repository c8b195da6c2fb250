import FleetProtocol
import Glibc

/// The way back to the control side: whole frames, one at a time, from two threads.
final class AnswerStream: @unchecked Sendable {
  private let descriptor: Int32
  private let lock = Lock()
  private var isBroken = false

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Whether the other end is gone.
  var isClosed: Bool { lock.hold { isBroken } }

  func writePreamble() -> Bool { lock.hold { write(Preamble.bytes) } }

  /// Sends a message; an answer too large for a frame is replaced by a failure that says so.
  func send(_ message: Message) {
    let frame: [UInt8]
    do throws(ProtocolError) {
      frame = try FrameWriter.frame(message)
    } catch {
      guard case .result(let step, let result) = message,
        let small = try? FrameWriter.frame(.result(step: step, Self.tooLarge(result, error)))
      else { return }
      lock.hold { _ = write(small) }
      return
    }
    lock.hold { _ = write(frame) }
  }

  private static func tooLarge(_ result: ModuleResult, _ error: ProtocolError) -> ModuleResult {
    var small = ModuleResult.failure("the module's answer is too large to send: \(error)")
    small.changed = result.changed
    return small
  }

  private func write(_ bytes: [UInt8]) -> Bool {
    var done = 0
    while done < bytes.count, !isBroken {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done) }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&entry, 1, -1)
        continue
      }
      if count < 0 { isBroken = true } else { done += count }
    }
    return !isBroken
  }
}
