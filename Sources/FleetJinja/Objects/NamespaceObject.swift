import FleetCore

/// `namespace(...)`: attributes that inner blocks may assign.
final class NamespaceObject: JinjaObject {
  private let map = MapObject()

  init(_ arguments: CallArguments) throws {
    for argument in arguments.positional {
      for (key, value) in try DictionaryMethods.pairs(of: argument) { map.set(value, for: key) }
    }
    for (name, value) in arguments.keywords { map.set(value, for: .string(name)) }
  }

  var typeName: String { "Namespace" }
  func set(_ value: JinjaValue, for name: String) { map.set(value, for: .string(name)) }
  func attribute(_ name: String) throws -> JinjaValue? { try map.value(for: .string(name)) }
  func item(_ key: JinjaValue) throws -> JinjaValue? { nil }
  func text() throws -> String { "<Namespace \(try JinjaValue.map(map).repr())>" }
}
