import Synchronization

/// Passes each text on once.
final class OnceEach: Sendable {
  private let told = Mutex<Set<String>>([])
  private let tell: @Sendable (String) -> Void

  init(_ tell: @escaping @Sendable (String) -> Void) { self.tell = tell }

  func tell(_ text: String) {
    if told.withLock({ $0.insert(text).inserted }) { tell(text) }
  }
}
