import FleetProtocol

/// Messages on their way from the reading thread to the one that works.
final class Inbox: @unchecked Sendable {
  private static let capacity = 1024

  private let lock = Lock()
  private var messages: [Message] = []
  private var isEnded = false
  private var isCancelled = false
  private var isHeld = false

  /// Adds a message; waits while too many are unread, which lets the pipe fill and the control side wait.
  func put(_ message: Message) {
    lock.hold {
      while messages.count >= Self.capacity { lock.wait() }
      messages.append(message)
      lock.signal()
    }
  }

  /// The next message; nil when there will be no more.
  func take() -> Message? {
    lock.hold {
      while messages.isEmpty, !isEnded { lock.wait() }
      guard !messages.isEmpty else { return nil }
      let message = messages.removeFirst()
      lock.signal()
      return message
    }
  }

  /// Nothing more will come.
  func end() {
    lock.hold {
      isEnded = true
      lock.signal()
    }
  }

  /// No step that has not begun is to be started, and the running one is to end.
  func cancel() { lock.hold { isCancelled = true } }

  /// No step that has not begun is to be started.
  func stopStarting() { lock.hold { isHeld = true } }

  var mayStart: Bool { lock.hold { !isHeld && !isCancelled && !isEnded } }

  var hasBeenCancelled: Bool { lock.hold { isCancelled } }

  /// Whether the connection ended.
  var hasEnded: Bool { lock.hold { isEnded } }
}
