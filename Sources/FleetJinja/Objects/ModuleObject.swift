import FleetCore

/// An imported template: its attributes are what it exports, its text what it wrote.
final class ModuleObject: JinjaObject {
  let name: String
  private let shared: TemplateState.Shared
  private let body: String

  init(name: String, _ shared: TemplateState.Shared, text: String) {
    self.name = name
    self.shared = shared
    body = text
  }

  var typeName: String { "TemplateModule" }

  func attribute(_ name: String) throws -> JinjaValue? {
    name.hasPrefix("_") ? nil : shared.exports[name]
  }

  func text() throws -> String { body }
}
