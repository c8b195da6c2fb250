/// "Did you mean": the candidate nearest to a misspelt name.
package enum Suggestion {
  /// The nearest of `candidates` by edit distance, when it is near enough to be meant.
  package static func nearest(to name: String, in candidates: some Sequence<String>) -> String? {
    var best: (distance: Int, name: String)?
    for candidate in candidates {
      let allowed = min(Limits.suggestionDistance, max(1, max(name.count, candidate.count) / 3))
      let distance = editDistance(Array(name.lowercased().utf8), Array(candidate.lowercased().utf8), limit: allowed)
      // A name of one letter is near to every other.
      guard let distance, distance < best?.distance ?? .max, distance < min(name.count, candidate.count) else {
        continue
      }
      best = (distance, candidate)
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
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for i in 0..<left.count {
      var current = [i + 1]
      for j in 0..<right.count {
        var cost = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (left[i] == right[j] ? 0 : 1))
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
          cost = min(cost, beforePrevious[j - 1] + 1)
        }
        current.append(cost)
      }
      beforePrevious = previous
      previous = current
    }
    return previous[right.count] <= limit ? previous[right.count] : nil
  }
}
