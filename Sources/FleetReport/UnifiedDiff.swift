/// A unified diff as Python's `difflib.unified_diff` makes it, since that is what `--diff` prints in Ansible.
struct UnifiedDiff {
  private struct Match {
    var left: Int
    var right: Int
    var size: Int
  }

  private enum Kind { case equal, change }

  private struct Operation {
    var kind: Kind
    var left: Range<Int>
    var right: Range<Int>
  }

  private let left: [Substring]
  private let right: [Substring]
  private var positions: [Substring: [Int]] = [:]

  private init(_ left: [Substring], _ right: [Substring]) {
    self.left = left
    self.right = right
    for (position, line) in right.enumerated() { positions[line, default: []].append(position) }
    // difflib's "autojunk": in long texts, lines that are everywhere do not anchor a match.
    if right.count >= 200 {
      let limit = right.count / 100 + 1
      positions = positions.filter { $0.value.count <= limit }
    }
  }

  /// The lines of the diff, each with its line end; empty when nothing differs.
  static func lines(
    from left: [Substring], to right: [Substring], fromName: String, toName: String, context: Int
  ) -> [String] {
    let diff = UnifiedDiff(left, right)
    let groups = diff.groups(context: context)
    guard !groups.isEmpty else { return [] }
    var result = ["--- \(fromName)\n", "+++ \(toName)\n"]
    for group in groups {
      guard let first = group.first, let last = group.last else { continue }
      let oldRange = range(first.left.lowerBound, last.left.upperBound)
      let newRange = range(first.right.lowerBound, last.right.upperBound)
      result.append("@@ -\(oldRange) +\(newRange) @@\n")
      for operation in group {
        if operation.kind == .equal {
          result += left[operation.left].map { " " + $0 }
        } else {
          result += left[operation.left].map { "-" + $0 }
          result += right[operation.right].map { "+" + $0 }
        }
      }
    }
    return result
  }

  private static func range(_ start: Int, _ end: Int) -> String {
    let length = end - start
    if length == 1 { return "\(start + 1)" }
    return "\(length == 0 ? start : start + 1),\(length)"
  }

  private func longestMatch(_ leftRange: Range<Int>, _ rightRange: Range<Int>) -> Match {
    var best = Match(left: leftRange.lowerBound, right: rightRange.lowerBound, size: 0)
    var lengths: [Int: Int] = [:]
    for i in leftRange {
      var next: [Int: Int] = [:]
      for j in positions[left[i]] ?? [] {
        if j < rightRange.lowerBound { continue }
        if j >= rightRange.upperBound { break }
        let length = (lengths[j - 1] ?? 0) + 1
        next[j] = length
        if length > best.size { best = Match(left: i - length + 1, right: j - length + 1, size: length) }
      }
      lengths = next
    }
    while best.left > leftRange.lowerBound, best.right > rightRange.lowerBound,
      left[best.left - 1] == right[best.right - 1]
    {
      best = Match(left: best.left - 1, right: best.right - 1, size: best.size + 1)
    }
    while best.left + best.size < leftRange.upperBound, best.right + best.size < rightRange.upperBound,
      left[best.left + best.size] == right[best.right + best.size]
    {
      best.size += 1
    }
    return best
  }

  private func matches() -> [Match] {
    var found: [Match] = []
    var pending = [(0..<left.count, 0..<right.count)]
    while let (leftRange, rightRange) = pending.popLast() {
      let match = longestMatch(leftRange, rightRange)
      guard match.size > 0 else { continue }
      found.append(match)
      pending.append((leftRange.lowerBound..<match.left, rightRange.lowerBound..<match.right))
      pending.append((match.left + match.size..<leftRange.upperBound, match.right + match.size..<rightRange.upperBound))
    }
    return found.sorted { ($0.left, $0.right) < ($1.left, $1.right) }
  }

  private func operations() -> [Operation] {
    var result: [Operation] = []
    var i = 0
    var j = 0
    for match in matches() + [Match(left: left.count, right: right.count, size: 0)] {
      if i < match.left || j < match.right {
        result.append(Operation(kind: .change, left: i..<match.left, right: j..<match.right))
      }
      i = match.left + match.size
      j = match.right + match.size
      if match.size > 0 {
        if let last = result.last, last.kind == .equal {
          result[result.count - 1] = Operation(
            kind: .equal, left: last.left.lowerBound..<i, right: last.right.lowerBound..<j)
        } else {
          result.append(Operation(kind: .equal, left: match.left..<i, right: match.right..<j))
        }
      }
    }
    return result
  }

  private func groups(context: Int) -> [[Operation]] {
    var codes = operations()
    guard codes.contains(where: { $0.kind == .change }) else { return [] }
    if let first = codes.first, first.kind == .equal {
      codes[0].left = max(first.left.lowerBound, first.left.upperBound - context)..<first.left.upperBound
      codes[0].right = max(first.right.lowerBound, first.right.upperBound - context)..<first.right.upperBound
    }
    if let last = codes.last, last.kind == .equal {
      let end = codes.count - 1
      codes[end].left = last.left.lowerBound..<min(last.left.upperBound, last.left.lowerBound + context)
      codes[end].right = last.right.lowerBound..<min(last.right.upperBound, last.right.lowerBound + context)
    }
    var result: [[Operation]] = []
    var group: [Operation] = []
    for code in codes {
      if code.kind == .equal, code.left.count > 2 * context {
        let head = code.left.lowerBound..<min(code.left.upperBound, code.left.lowerBound + context)
        let rightHead = code.right.lowerBound..<min(code.right.upperBound, code.right.lowerBound + context)
        group.append(Operation(kind: .equal, left: head, right: rightHead))
        result.append(group)
        group = [
          Operation(
            kind: .equal, left: max(code.left.lowerBound, code.left.upperBound - context)..<code.left.upperBound,
            right: max(code.right.lowerBound, code.right.upperBound - context)..<code.right.upperBound)
        ]
      } else {
        group.append(code)
      }
    }
    if group.contains(where: { $0.kind == .change }) { result.append(group) }
    return result.filter { $0.contains { $0.kind == .change } }
  }
}
