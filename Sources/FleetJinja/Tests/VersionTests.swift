import FleetCore

/// `is version(...)`.
enum VersionTests {
  static let table: [String: FunctionRegistry.Test] = ["version": compare, "version_compare": compare]

  private static let operators: [String: @Sendable (Int) -> Bool] = {
    let groups: [([String], @Sendable (Int) -> Bool)] = [
      (["==", "=", "eq"], { $0 == 0 }), (["<", "lt"], { $0 < 0 }), (["<=", "le"], { $0 <= 0 }),
      ([">", "gt"], { $0 > 0 }), ([">=", "ge"], { $0 >= 0 }), (["!=", "<>", "ne"], { $0 != 0 }),
    ]
    var table: [String: @Sendable (Int) -> Bool] = [:]
    for (names, holds) in groups { for name in names { table[name] = holds } }
    return table
  }()

  private static func compare(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> Bool {
    let given = try arguments.bound(to: ["version", "operator", "strict", "version_type"], required: 1, of: "version")
    let strict = given.value("strict")
    let type = try given.text("version_type")
    guard strict == nil || type == nil else {
      throw TemplateFault("Cannot specify both 'strict' and 'version_type'")
    }
    guard try value.isTruthy else { throw TemplateFault("Input version value cannot be empty") }
    guard let wanted = given["version"], try wanted.isTruthy else {
      throw TemplateFault("Version parameter to compare against cannot be empty")
    }
    let sign = try given.text("operator") ?? "eq"
    guard let holds = operators[sign] else {
      throw TemplateFault(
        "Invalid operator type (\(sign)).",
        help: ["the operators are \(operators.keys.sorted().joined(separator: ", "))"])
    }
    let kind = try strict?.isTruthy == true ? "strict" : type ?? "loose"
    let (left, right) = (try value.text(), try wanted.text())
    do {
      return holds(
        try VersionNumber.compare(
          left, right, kind: kind,
          onlyEquality: sign == "eq" || sign == "==" || sign == "=" || sign == "ne" || sign == "!=" || sign == "<>"))
    } catch let fault as TemplateFault {
      throw TemplateFault("Version comparison failed: \(fault.message)")
    }
  }
}
