import FleetCore

/// `match`, `search`, `regex`.
enum RegexTests {
  static let table: [String: FunctionRegistry.Test] = [
    "match": { value, arguments, _ in
      try matches(value, arguments.bound(to: ["pattern", "ignorecase", "multiline"], of: "match"), .start)
    },
    "regex": { value, arguments, _ in
      let given = try arguments.bound(to: ["pattern", "ignorecase", "multiline", "match_type"], of: "regex")
      let anchor: Regex.Anchor
      switch try given.text("match_type") ?? "search" {
      case "match": anchor = .start
      case "fullmatch": anchor = .whole
      default: anchor = .anywhere
      }
      return try matches(value, given, anchor)
    },
    "search": { value, arguments, _ in
      try matches(value, arguments.bound(to: ["pattern", "ignorecase", "multiline"], of: "search"), .anywhere)
    },
  ]

  private static func matches(_ value: JinjaValue, _ given: BoundArguments, _ anchor: Regex.Anchor) throws -> Bool {
    if given["pattern"]?.isNull == true {
      throw TemplateFault("first argument must be string or compiled pattern", kind: .type)
    }
    let regex = try Regex.compile(try given.string("pattern") ?? "", try RegexFilters.flags(given))
    return try regex.match(in: try value.text(), anchor: anchor) != nil
  }
}
