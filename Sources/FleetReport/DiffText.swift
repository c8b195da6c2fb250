import FleetCore
import FleetProtocol

/// The text that `--diff` shows for a result's differences, as Ansible's callback base prints them.
struct DiffText {
  var context: Int
  var usesColor: Bool

  func text(_ diffs: [ModuleResult.Diff]) -> String { diffs.map(text).joined() }

  private func text(_ diff: ModuleResult.Diff) -> String {
    if let prepared = diff.prepared { return prepared }
    let before = lines(of: plain(diff.before))
    let after = lines(of: plain(diff.after))
    let lines = UnifiedDiff.lines(
      from: before, to: after, fromName: diff.beforeHeader.map { "before: \($0)" } ?? "before",
      toName: diff.afterHeader.map { "after: \($0)" } ?? "after", context: context)
    return lines.isEmpty ? "" : lines.map(colored).joined() + "\n"
  }

  private func plain(_ value: Value) -> String {
    switch value {
    case .string(let text): text
    case .null: ""
    case .map, .list: JSONWriter(indent: 4, sortsKeys: true).write(value) + "\n"
    default: JSONWriter().write(value)
    }
  }

  private func lines(of text: String) -> [Substring] {
    var result: [Substring] = []
    var start = text.startIndex
    while start < text.endIndex {
      let end = text[start...].firstIndex { $0 == "\n" || $0 == "\r\n" }.map { text.index(after: $0) } ?? text.endIndex
      result.append(text[start..<end])
      start = end
    }
    if let last = result.last, !last.hasSuffix("\n"), !last.hasSuffix("\r\n") {
      result[result.count - 1] = Substring(last + "\n\\ No newline at end of file\n")
    }
    return result
  }

  private func colored(_ line: String) -> String {
    let color: TextColor? =
      switch line.first {
      case "+": .ok
      case "-": .error
      case "@" where line.hasPrefix("@@"): .skipped
      default: nil
      }
    return color?.paint(line, enabled: usesColor) ?? line
  }
}
