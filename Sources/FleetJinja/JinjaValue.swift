package import FleetCore

/// What expressions compute with: plain data, containers with Python's reference semantics, and the things that live
/// only while a template runs (functions, namespaces, undefined names).
package enum JinjaValue {
  case undefined(Undefined)
  /// Ansible's `omit`: a parameter that gets it is left out.
  case omit
  case null
  case bool(Bool)
  case int(Int)
  /// An integer beyond 64 bits.
  case bigInt(BigInteger)
  case double(Double)
  case string(String)
  /// Text that is safe under autoescape (`Markup`).
  case markup(String)
  case list(ListObject)
  case tuple([JinjaValue])
  case map(MapObject)
  case object(any JinjaObject)
}

/// Anything else an expression can hold: functions, macros, `range`, `loop`, dates, `hostvars`.
/// Operations that an object does not know answer nil, and the evaluator reports them.
package protocol JinjaObject: AnyObject {
  /// Python's name of the type, such as `function` or `datetime`.
  var typeName: String { get }
  /// `value.name`.
  func attribute(_ name: String) throws -> JinjaValue?
  /// `value[key]`.
  func item(_ key: JinjaValue) throws -> JinjaValue?
  /// `value(...)`.
  func call(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue?
  /// What a `for` loop sees; nil when it cannot be iterated.
  func elements() throws -> [JinjaValue]?
  /// What `{{ value }}` prints.
  func text() throws -> String
  /// How the value looks inside a list or dictionary.
  func repr() throws -> String
  /// `value == other`; nil means the same object only.
  func equals(_ other: JinjaValue) throws -> Bool?
  /// Below, at or above zero for less, equal, greater; nil when there is no order.
  func compare(_ other: JinjaValue) throws -> Int?
  /// `needle in value`; nil leaves it to `elements`.
  func contains(_ needle: JinjaValue) throws -> Bool?
  /// `value | length`; nil leaves it to `elements`.
  func length() throws -> Int?
  /// `value op other`, or `other op value` when `reflected`; nil when the operator is not defined.
  func binary(_ operation: String, _ other: JinjaValue, reflected: Bool) throws -> JinjaValue?
  /// Plain data for registered results and arguments; nil when there is none.
  func data() throws -> Value?
  var isTruthy: Bool { get throws }
}

extension JinjaObject {
  package func attribute(_ name: String) throws -> JinjaValue? { nil }
  package func item(_ key: JinjaValue) throws -> JinjaValue? { nil }
  package func call(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue? { nil }
  package func elements() throws -> [JinjaValue]? { nil }
  package func text() throws -> String { "<\(typeName)>" }
  package func repr() throws -> String { try text() }
  package func equals(_ other: JinjaValue) throws -> Bool? { nil }
  package func compare(_ other: JinjaValue) throws -> Int? { nil }
  package func contains(_ needle: JinjaValue) throws -> Bool? { nil }
  package func length() throws -> Int? { nil }
  package func binary(_ operation: String, _ other: JinjaValue, reflected: Bool) throws -> JinjaValue? { nil }
  package func data() throws -> Value? { nil }
  package var isTruthy: Bool { get throws { true } }
}
