package import FleetCore

/// Variables that are plain data: for tests, and for the few places that have no host.
package final class DictionaryScope: VariableScope {
  private var values: [String: JinjaValue]

  package init(_ data: ValueMap = [:]) {
    values = [:]
    for (key, value) in data { if case .string(let name) = key { values[name] = JinjaValue(value) } }
  }

  package init(_ values: [String: JinjaValue]) { self.values = values }

  package func variable(_ name: String) throws(DiagnosticError) -> JinjaValue? { values[name] }
  package var variableNames: [String] { values.keys.sorted() }
  package func set(_ value: JinjaValue, for name: String) { values[name] = value }
}
