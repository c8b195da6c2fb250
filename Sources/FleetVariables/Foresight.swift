import Synchronization

/// What must not be looked at while a task is prepared before its turn: results that are still on their way, lookups,
/// who still takes part. It remembers whether somebody looked all the same, even where the fault was swallowed.
package final class Foresight: Sendable {
  private let hidden: Set<String>
  private let wasAsked = Mutex(false)

  package init(hiding names: Set<String>) { hidden = names }

  /// Whether a hidden name was asked for.
  package var isSpoilt: Bool { wasAsked.withLock { $0 } }

  func hides(_ name: String) -> Bool {
    guard hidden.contains(name) else { return false }
    wasAsked.withLock { $0 = true }
    return true
  }
}
