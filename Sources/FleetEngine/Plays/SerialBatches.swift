import FleetCore

/// The batches of `serial`: numbers and percentages of all hosts; the last entry repeats until no host is left.
enum SerialBatches {
  /// `entries` are numbers, texts of numbers or percentages (`30%`). Entries of which none is above zero mean one
  /// batch with all hosts, as in Ansible.
  static func split(_ hosts: [String], by entries: [Value]) -> [[String]] {
    let sizes = entries.map { size($0, of: hosts.count) }
    guard sizes.contains(where: { $0 > 0 }) else { return [hosts] }
    var result: [[String]] = []
    var rest = hosts[...]
    var position = 0
    while !rest.isEmpty {
      let wanted = sizes[min(position, sizes.count - 1)]
      let count = wanted <= 0 ? rest.count : wanted
      result.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
      position += 1
    }
    return result
  }

  private static func size(_ entry: Value, of total: Int) -> Int {
    switch entry {
    case .int(let number): return number
    case .string(let text):
      let trimmed = text.trimmed
      guard trimmed.hasSuffix("%") else { return Int(trimmed) ?? 0 }
      guard let share = Double(trimmed.dropLast()), share.isFinite else { return 0 }
      // Ansible: a percentage gives at least one host.
      return max(1, Int(min(share / 100, 1) * Double(total)))
    default: return 0
    }
  }
}
