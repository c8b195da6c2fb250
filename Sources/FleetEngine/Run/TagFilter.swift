import FleetCore
package import FleetPlaybook

/// Which tasks `--tags` and `--skip-tags` leave, by Ansible's rules for `all`, `tagged`, `untagged`, `always`, `never`.
package struct TagFilter {
  let only: Set<String>
  let skip: Set<String>
  /// Evaluates a tag that is a template over static variables.
  let evaluate: (Keyword<String>) -> [String]

  package init(only: [String], skip: [String], evaluate: @escaping (Keyword<String>) -> [String]) {
    self.only = Set(only)
    self.skip = Set(skip)
    self.evaluate = evaluate
  }

  /// Nothing is filtered: the common case costs nothing.
  private var isTrivial: Bool { skip.isEmpty && only.subtracting(["all"]).isEmpty }

  package func selects(_ task: PlayTask) -> Bool {
    if isTrivial, task.keywords.tags.isEmpty { return true }
    var tags = Set(
      task.keywords.tags.flatMap { keyword in
        (keyword.literal.map { [$0] } ?? evaluate(keyword)).flatMap {
          $0.split(separator: ",").map { String($0).trimmed }
        }
      })
    if tags.isEmpty { tags = ["untagged"] }
    return isIncluded(tags) && !isSkipped(tags)
  }

  private func isIncluded(_ tags: Set<String>) -> Bool {
    guard !only.isEmpty else { return !tags.contains("never") || tags.contains("always") }
    if tags.contains("always") { return true }
    if only.contains("all"), !tags.contains("never") { return true }
    if !tags.isDisjoint(with: only) { return true }
    return only.contains("tagged") && tags != ["untagged"] && !tags.contains("never")
  }

  private func isSkipped(_ tags: Set<String>) -> Bool {
    guard !skip.isEmpty else { return false }
    if skip.contains("all") { return !tags.contains("always") || (tags.contains("always") && skip.contains("always")) }
    if !tags.isDisjoint(with: skip) { return true }
    return skip.contains("tagged") && tags != ["untagged"]
  }

  /// The tree without what is not selected; blocks that become empty go.
  package func filtered(_ nodes: [TaskNode]) -> [TaskNode] {
    nodes.compactMap { node in
      switch node {
      case .task(let task): return selects(task) ? node : nil
      case .block(let block):
        let tasks = filtered(block.tasks)
        let rescue = filtered(block.rescue)
        let always = filtered(block.always)
        if tasks.isEmpty, rescue.isEmpty, always.isEmpty { return nil }
        return .block(
          Block(
            name: block.name, tasks: tasks, rescue: rescue, always: always, context: block.context, span: block.span))
      }
    }
  }
}

extension String {
  /// Without white space at both ends.
  var trimmed: String {
    guard let start = firstIndex(where: { !$0.isWhitespace }), let end = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[start...end])
  }
}
