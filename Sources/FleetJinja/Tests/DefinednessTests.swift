import FleetCore

/// Tests that see undefined values themselves. A failed call is no undefined value: its error goes on.
enum DefinednessTests {
  static let table: [String: FunctionRegistry.Test] = [
    "defined": { value, _, _ in try !isUndefined(value) },
    "undefined": { value, _, _ in try isUndefined(value) },
  ]

  private static func isUndefined(_ value: JinjaValue) throws -> Bool {
    guard case .undefined(let undefined) = value else { return false }
    if let cause = undefined.cause { throw cause }
    return true
  }
}
