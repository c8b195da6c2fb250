package import FleetCore

/// The counts of the recap, per host.
package struct RunStatistics: Sendable {
  /// One host's line.
  package struct Counts: Sendable, Hashable {
    package var ok = 0
    package var changed = 0
    package var unreachable = 0
    package var failed = 0
    package var skipped = 0
    package var rescued = 0
    package var ignored = 0
    package init() {}
  }

  package private(set) var hosts: [String: Counts] = [:]
  /// The values of `set_stats`, by host; those of the whole run under `wholeRun`.
  package internal(set) var custom: [String: ValueMap] = [:]

  package init() {}

  package mutating func add(_ count: WritableKeyPath<Counts, Int>, host: String) {
    hosts[host, default: Counts()][keyPath: count] += 1
  }

  package var hasFailures: Bool { hosts.values.contains { $0.failed > 0 } }
  package var hasUnreachable: Bool { hosts.values.contains { $0.unreachable > 0 } }
  package var hasChanges: Bool { hosts.values.contains { $0.changed > 0 } }
}
