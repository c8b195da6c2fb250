import FleetCore
import FleetJinja

/// The variables that an inventory plugin's expressions see: what the inventory knows of a host so far.
final class HostScope: VariableScope {
  private var values: [String: TemplatedValue] = [:]
  private let engine: TemplateEngine
  private var depth = 0

  init(_ engine: TemplateEngine) { self.engine = engine }

  func set(_ name: String, _ value: TemplatedValue) { values[name] = value }
  func set(_ pairs: [(String, VariableTable.Entry)]) { for (name, entry) in pairs { values[name] = entry.value } }
  func set(_ table: VariableTable) { for name in table.names { values[name] = table[name]?.value } }

  func variable(_ name: String) throws(DiagnosticError) -> JinjaValue? {
    guard let value = values[name] else { return nil }
    if case .data(let data) = value { return JinjaValue(data) }
    depth += 1
    defer { depth -= 1 }
    guard depth < Limits.templateDepth else {
      throw DiagnosticError(.tooLarge, "the variable `\(name)` refers to itself")
    }
    return JinjaValue(try engine.value(of: value, in: self) ?? .null)
  }

  var variableNames: [String] { Array(values.keys) }
}
