/// "Did you mean": the candidate nearest to a misspelt name.
package enum Suggestion {
  /// The nearest of `candidates` by edit distance, when it is near enough to be meant.
  package static func nearest(to name: String, in candidates: some Sequence<String>) -> String? {
    var best: (distance: Int, name: String)?
    let wanted = Array(name.lowercased().utf8)
    for candidate in candidates {
      let length = candidate.utf8.count
      var allowed = min(Limits.suggestionDistance, max(1, max(wanted.count, length) / 3))
      // Only a nearer one is of use.
      if let best { allowed = min(allowed, best.distance - 1) }
      // A name of one letter is near to every other.
      allowed = min(allowed, min(wanted.count, length) - 1)
      guard allowed >= 0, abs(wanted.count - length) <= allowed else { continue }
      let distance = editDistance(wanted, Array(candidate.lowercased().utf8), limit: allowed)
      if let distance { best = (distance, candidate) }
    }
    return best?.name
  }

  /// The help line for a misspelt name, or nothing.
  package static func help(for name: String, in candidates: some Sequence<String>) -> [String] {
    nearest(to: name, in: candidates).map { ["did you mean `\($0)`?"] } ?? []
  }

  /// Optimal string alignment distance (a swap counts once), nil beyond `limit`.
  static func editDistance(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int? {
    guard abs(left.count - right.count) <= limit else { return nil }
    let width = right.count + 1
    // Three rows that take turns.
    var rows = Array(repeating: 0, count: 3 * width)
    for column in 0..<width { rows[column] = column }
    var isPreviousBeyond = false
    for i in 0..<left.count {
      let (before, previous, current) = ((i + 2) % 3 * width, i % 3 * width, (i + 1) % 3 * width)
      rows[current] = i + 1
      var least = i + 1
      for j in 0..<right.count {
        var cost = min(rows[previous + j + 1], rows[current + j]) + 1
        cost = min(cost, rows[previous + j] + (left[i] == right[j] ? 0 : 1))
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
          cost = min(cost, rows[before + j - 1] + 1)
        }
        rows[current + j + 1] = cost
        least = min(least, cost)
      }
      // What two rows in a row have left behind cannot come back.
      if least > limit, isPreviousBeyond { return nil }
      isPreviousBeyond = least > limit
    }
    let distance = rows[left.count % 3 * width + right.count]
    return distance <= limit ? distance : nil
  }
}
