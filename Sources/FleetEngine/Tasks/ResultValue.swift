import FleetCore
import FleetJinja
import FleetProtocol

/// Between the agent's answer and the dictionary that `register` and the output show.
enum ResultValue {
  /// The result as Ansible's dictionary: the module's values, then the fields every result has.
  static func dictionary(_ result: ModuleResult, module: String = "") -> ValueMap {
    var map: ValueMap = [:]
    map["changed"] = .bool(result.changed)
    map.merge(result.values)
    if let message = result.message, map["msg"] == nil { map["msg"] = .string(message) }
    if !result.faults.isEmpty, map["msg"] == nil {
      map["msg"] = .string(result.faults.map(\.message).joined(separator: "; "))
    }
    for stream in ["stdout", "stderr"] {
      if case .string(let text)? = map[stream], map["\(stream)_lines"] == nil {
        map["\(stream)_lines"] = .list(PythonText.lines(text).map { .string($0) })
      }
    }
    if !result.facts.isEmpty { map["ansible_facts"] = .map(result.facts) }
    if !result.diffs.isEmpty, map["diff"] == nil {
      let diffs = result.diffs.map(diff)
      map["diff"] = diffs.count == 1 && !listing.contains(module) ? diffs[0] : .list(diffs)
    }
    if !result.warnings.isEmpty { map["warnings"] = .list(result.warnings.map { .string($0) }) }
    if result.skipped { map["skipped"] = true }
    map["failed"] = .bool(result.failed || isBadExit(map))
    return map
  }

  /// The modules whose `diff` is a list even of one, in Ansible; that of the others is a dictionary.
  private static let listing: Set<String> = ["copy", "template", "lineinfile", "blockinfile"]

  /// Ansible calls a result failed that has an `rc` other than 0 and says nothing else.
  private static func isBadExit(_ map: ValueMap) -> Bool {
    guard map["failed"] == nil, case .int(let code)? = map["rc"] else { return false }
    return code != 0
  }

  private static func diff(_ diff: ModuleResult.Diff) -> Value {
    var map: ValueMap = [:]
    if let prepared = diff.prepared {
      map["prepared"] = .string(prepared)
    } else {
      map["before"] = diff.before
      map["after"] = diff.after
    }
    if let header = diff.beforeHeader { map["before_header"] = .string(header) }
    if let header = diff.afterHeader { map["after_header"] = .string(header) }
    return .map(map)
  }

  /// What may be shown: without the keys that only say what the status line says.
  static func shown(_ registered: ValueMap) -> ValueMap {
    var map = registered
    map.removeValue(forKey: "failed")
    map.removeValue(forKey: "exception")
    map.removeValue(forKey: "failed_when_suppressed_exception")
    map.removeValue(forKey: "skipped")
    return map
  }

  /// A result that must not be shown.
  static func censored(_ registered: ValueMap) -> ValueMap {
    [
      "censored": "the output has been hidden due to the fact that 'no_log: true' was specified for this result",
      "changed": registered["changed"] ?? false,
    ]
  }
}
