import CSystem
import FleetCore

/// The bound on templates inside templates: variables, macros, includes, blocks, recursive loops.
enum Depth {
  /// Runs `body` one level deeper; a fault beyond `Limits.templateDepth`.
  static func deeper<Result>(_ body: () throws -> Result) throws -> Result {
    defer { _ = fleet_template_depth(-1) }
    guard fleet_template_depth(1) <= Limits.templateDepth, fleet_stack_is_low() == 0 else {
      throw TemplateFault(
        "templates call each other more than \(Limits.templateDepth) levels deep", kind: .limit,
        help: ["look for a variable, macro or include that refers to itself"])
    }
    return try body()
  }
}
