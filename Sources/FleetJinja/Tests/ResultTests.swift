import FleetCore

/// Tests of a registered result.
enum ResultTests {
  static let table: [String: FunctionRegistry.Test] = [
    "change": { value, _, _ in try changed(value) },
    "changed": { value, _, _ in try changed(value) },
    "failed": { value, _, _ in try flag("failed", value, "failed") },
    "failure": { value, _, _ in try flag("failed", value, "failed") },
    "finished": { value, _, _ in try flag("finished", value, "finished", missing: true) },
    "reachable": { value, _, _ in try !flag("unreachable", value, "unreachable") },
    "skip": { value, _, _ in try flag("skipped", value, "skipped") },
    "skipped": { value, _, _ in try flag("skipped", value, "skipped") },
    "started": { value, _, _ in try flag("started", value, "started", missing: true) },
    "succeeded": { value, _, _ in try !flag("failed", value, "failed") },
    "success": { value, _, _ in try !flag("failed", value, "failed") },
    "successful": { value, _, _ in try !flag("failed", value, "failed") },
    "timedout": { value, _, _ in
      guard let entry = try map(value, "timedout").value(for: "timedout"), try entry.isTruthy else { return false }
      return try entry.mapObject?.value(for: "period")?.isTruthy ?? false
    },
    "unreachable": { value, _, _ in try flag("unreachable", value, "unreachable") },
  ]

  private static func map(_ value: JinjaValue, _ test: String) throws -> MapObject {
    guard let map = value.mapObject else { throw TemplateFault("The '\(test)' test expects a dictionary") }
    return map
  }

  private static func flag(
    _ key: String, _ value: JinjaValue, _ test: String, missing: Bool = false
  ) throws -> Bool {
    try map(value, test).value(for: .string(key))?.isTruthy ?? missing
  }

  private static func changed(_ value: JinjaValue) throws -> Bool {
    let result = try map(value, "changed")
    if let flag = try result.value(for: "changed") { return try flag.isTruthy }
    guard case .list(let list)? = try result.value(for: "results") else { return false }
    return try list.elements().contains { try $0.mapObject?.value(for: "changed")?.isTruthy ?? false }
  }
}
