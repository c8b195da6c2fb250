package import FleetCore
package import FleetYAML

/// A value as the user wrote it: data, compiled templates, and containers of both. Only text from the user's files
/// becomes one; what machines answer never does.
package indirect enum TemplatedValue: Sendable {
  case data(Value)
  case template(Template)
  case list([TemplatedValue])
  case map([(key: TemplatedValue, value: TemplatedValue)])
}

extension TemplatedValue {
  /// The value in `scope`, containers evaluated lazily.
  package func lazyValue(in scope: any VariableScope) throws -> JinjaValue { .null }
}

extension JinjaValue {
  /// Data as an expression sees it; containers are converted when they are looked at.
  package init(_ data: Value) {
    switch data {
    case .null: self = .null
    case .bool(let flag): self = .bool(flag)
    case .int(let number): self = .int(number)
    case .double(let number): self = .double(number)
    case .string(let text): self = .string(text)
    case .list(let items): self = .list(ListObject(data: items))
    case .map(let map): self = .map(MapObject(data: map))
    }
  }
}
