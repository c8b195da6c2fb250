import FleetProtocol
import Glibc

/// The thread that reads: contents go to disk and small questions are answered at once, the rest waits its turn.
final class RequestReader: @unchecked Sendable {
  private static let chunkBytes = 128 << 10

  private let input: Int32
  private let blobs: BlobReceiver
  private let inbox: Inbox
  private let answers: AnswerStream

  init(_ input: Int32, blobs: BlobReceiver, inbox: Inbox, answers: AnswerStream) {
    self.input = input
    self.blobs = blobs
    self.inbox = inbox
    self.answers = answers
  }

  /// Starts the thread, which ends with the input.
  func start() -> Bool {
    var thread = pthread_t()
    let state = Unmanaged.passRetained(self).toOpaque()
    let answer = pthread_create(
      &thread, nil,
      { state in
        guard let state else { return nil }
        Unmanaged<RequestReader>.fromOpaque(state).takeRetainedValue().work()
        return nil
      }, state)
    guard answer == 0 else {
      Unmanaged<RequestReader>.fromOpaque(state).release()
      return false
    }
    pthread_detach(thread)
    return true
  }

  private func work() {
    defer {
      blobs.abandonAll()
      inbox.end()
    }
    var frames = FrameReader(awaitsPreamble: false)
    var chunk = [UInt8](repeating: 0, count: Self.chunkBytes)
    while true {
      let count = read(input, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN {
        var entry = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
        _ = poll(&entry, 1, -1)
        continue
      }
      guard count > 0 else { return }
      frames.append(chunk[..<count])
      do throws(ProtocolError) {
        while let message = try frames.next() { handle(message) }
      } catch {
        answers.send(.fatal("the agent cannot read what the control side sent: \(error)"))
        return
      }
    }
  }

  private func handle(_ message: Message) {
    switch message {
    case .haveBlobs(let questions): answers.send(.needBlobs(blobs.missing(of: questions)))
    case .blobChunk(let digest, let bytes, let last): blobs.take(digest, bytes, isLast: last)
    case .cancel: inbox.cancel()
    case .hold: inbox.stopStarting()
    default: inbox.put(message)
    }
  }
}
