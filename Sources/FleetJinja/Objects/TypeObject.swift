import FleetCore

/// `value.__class__`, outside of sandboxes.
final class TypeObject: JinjaObject {
  private let name: String
  init(_ value: JinjaValue) { name = value.typeName }
  var typeName: String { "type" }
  func attribute(_ name: String) throws -> JinjaValue? { name == "__name__" ? .string(self.name) : nil }
  func text() throws -> String { "<class '\(name)'>" }
}
