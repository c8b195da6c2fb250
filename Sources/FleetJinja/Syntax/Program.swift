import FleetCore

/// A compiled template or expression.
final class Program: Sendable {
  /// The text, when nothing in it is templated.
  let literal: String?
  let freeNames: Set<String>
  let unknownFunctions: [UnknownFunction]

  init(literal: String) {
    self.literal = literal
    freeNames = []
    unknownFunctions = []
  }
}
