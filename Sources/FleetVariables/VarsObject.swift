import FleetCore
import FleetJinja

/// A scope as a mapping: `vars`, `hostvars[host]`, the values of `ansible_delegated_vars`. Each variable is evaluated
/// when it is looked at.
final class VarsObject: JinjaObject {
  private let scope: TaskScope
  let typeName: String

  init(scope: TaskScope, typeName: String) {
    self.scope = scope
    self.typeName = typeName
  }

  func attribute(_ name: String) throws -> JinjaValue? {
    if let value = try scope.variable(name), name != "vars" { return value }
    return mappingMethod(name)
  }

  func item(_ key: JinjaValue) throws -> JinjaValue? {
    guard case .string(let name) = key else { return nil }
    return try scope.variable(name)
  }

  func elements() throws -> [JinjaValue]? { keys.map { .string($0) } }

  func text() throws -> String { "<\(typeName) of \(scope.host ?? "the play")>" }

  /// Every variable that has a value; those that cannot be evaluated are left out, as `hostvars` in `debug` shows.
  func data() throws -> Value? {
    Self.gathering {
      var map: ValueMap = [:]
      for key in keys {
        guard let value = try? scope.variable(key)?.data() else { continue }
        map[key] = value
      }
      return .map(map)
    }
  }

  /// All variables are being gathered: one that holds them all again has no end and is left out.
  @TaskLocal private static var isGathering = false

  static func gathering(_ body: () throws -> Value?) rethrows -> Value? {
    guard !isGathering else { return nil }
    return try $isGathering.withValue(true, operation: body)
  }

  /// Names of the mapping, without the two that would hold everything again.
  private var keys: [String] { scope.variableNames.filter { $0 != "vars" && $0 != "hostvars" && $0 != "omit" } }

  private func mappingMethod(_ name: String) -> JinjaValue? {
    let scope = scope
    let keys = { self.keys }
    switch name {
    case "get":
      return .object(
        MethodObject("get") { arguments in
          guard case .string(let key)? = arguments.positional.first else { return .null }
          return try scope.variable(key)
            ?? (arguments.positional.count > 1 ? arguments.positional[1] : arguments.keyword("default") ?? .null)
        })
    case "keys": return .object(MethodObject("keys") { _ in MagicVariables.strings(keys()) })
    case "values":
      return .object(
        MethodObject("values") { _ in
          .list(ListObject(try keys().compactMap { try scope.variable($0) }))
        })
    case "items":
      return .object(
        MethodObject("items") { _ in
          .list(
            ListObject(try keys().compactMap { key in try scope.variable(key).map { .tuple([.string(key), $0]) } }))
        })
    default: return nil
    }
  }
}

/// A method of a mapping-like object.
final class MethodObject: JinjaObject {
  let typeName = "builtin_function_or_method"
  private let name: String
  private let body: (CallArguments) throws -> JinjaValue

  init(_ name: String, _ body: @escaping (CallArguments) throws -> JinjaValue) {
    self.name = name
    self.body = body
  }

  func call(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue? { try body(arguments) }
  func text() throws -> String { "<built-in method \(name)>" }
}
