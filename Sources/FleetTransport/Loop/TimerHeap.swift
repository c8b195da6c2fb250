/// Moments at which the loop has something to do, the earliest first.
struct TimerHeap {
  enum Target {
    /// A waiter for a descriptor; gone if it was woken before.
    case waiter(descriptor: Int32, id: UInt64)
    case sleeper(UnsafeContinuation<Void, Never>)
  }

  struct Entry {
    let deadline: Deadline
    let target: Target
  }

  private var entries: [Entry] = []

  var earliest: Deadline? { entries.first?.deadline }

  mutating func insert(_ entry: Entry) {
    entries.append(entry)
    var child = entries.count - 1
    while child > 0, entries[child].deadline < entries[(child - 1) / 2].deadline {
      entries.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Takes the earliest entry when its moment has come.
  mutating func popDue(at now: Deadline) -> Entry? {
    guard let first = entries.first, first.deadline <= now else { return nil }
    let last = entries.removeLast()
    if !entries.isEmpty {
      entries[0] = last
      sink()
    }
    return first
  }

  private mutating func sink() {
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < entries.count && entries[child].deadline < entries[least].deadline {
        least = child
      }
      if least == parent { return }
      entries.swapAt(parent, least)
      parent = least
    }
  }
}
