package import FleetCore

extension String: ParameterType {
  package static var parameterKind: ParameterKind { .str }
  package static var placeholder: String { "" }
  package var parameterValue: Value { .string(self) }

  package static func convert(_ value: Value, paths: PathExpansion) throws(ConversionFault) -> String {
    switch value {
    case .string(let text): text
    case .null: ""
    default: PythonText.str(value)
    }
  }
}

extension Bool: ParameterType {
  static let trueWords: Set<String> = ["y", "yes", "on", "1", "true", "t"]
  static let falseWords: Set<String> = ["n", "no", "off", "0", "false", "f"]

  package static var parameterKind: ParameterKind { .bool }
  package static var placeholder: Bool { false }
  package var parameterValue: Value { .bool(self) }

  package static func convert(_ value: Value, paths: PathExpansion) throws(ConversionFault) -> Bool {
    switch value {
    case .bool(let flag): return flag
    case .int(1), .double(1): return true
    case .int(0), .double(0): return false
    case .string(let text):
      let word = String(text.lowercased().drop { $0.isWhitespace })
      let trimmed = String(word.reversed().drop { $0.isWhitespace }.reversed())
      if trueWords.contains(trimmed) { return true }
      if falseWords.contains(trimmed) { return false }
    case .list, .map, .null: throw .type("<class '\(value.typeName)'> cannot be converted to a bool")
    default: break
    }
    throw .type(
      "The value '\(PythonText.str(value))' is not a valid boolean. Valid booleans include: "
        + "'y', 'yes', 'on', '1', 'true', 't', 1, 'n', 'no', 'off', '0', 'false', 'f', 0")
  }
}

extension Int: ParameterType {
  package static var parameterKind: ParameterKind { .int }
  package static var placeholder: Int { 0 }
  package var parameterValue: Value { .int(self) }

  package static func convert(_ value: Value, paths: PathExpansion) throws(ConversionFault) -> Int {
    switch value {
    case .int(let number): return number
    case .bool(let flag): return flag ? 1 : 0
    case .double(let number): if let whole = Int(exactly: number) { return whole }
    case .string(let text):
      let digits = String(text.filter { !$0.isWhitespace && $0 != "_" })
      if let whole = Int(digits) { return whole }
      if let number = Double(digits), let whole = Int(exactly: number), !digits.lowercased().contains("x") {
        return whole
      }
    default: break
    }
    throw .type("\"\(PythonText.repr(value))\" cannot be converted to an int")
  }
}

extension Double: ParameterType {
  package static var parameterKind: ParameterKind { .float }
  package static var placeholder: Double { 0 }
  package var parameterValue: Value { .double(self) }

  package static func convert(_ value: Value, paths: PathExpansion) throws(ConversionFault) -> Double {
    switch value {
    case .double(let number): return number
    case .int(let number): return Double(number)
    case .bool(let flag): return flag ? 1 : 0
    case .string(let text):
      let digits = String(text.filter { !$0.isWhitespace && $0 != "_" })
      if let number = Double(digits), !digits.lowercased().contains("x") { return number }
    default: break
    }
    throw .type("<class '\(value.typeName)'> cannot be converted to a float")
  }
}

/// A path parameter: `~` and `$NAME` are expanded on the machine.
package struct PathArgument: ParameterType, Hashable, ExpressibleByStringLiteral {
  package var text: String
  package init(_ text: String) { self.text = text }
  package init(stringLiteral text: String) { self.text = text }

  package static var parameterKind: ParameterKind { .path }
  package static var placeholder: PathArgument { "" }
  package var parameterValue: Value { .string(text) }

  package static func convert(_ value: Value, paths: PathExpansion) throws(ConversionFault) -> PathArgument {
    PathArgument(paths.expand(try String.convert(value, paths: paths)))
  }
}

/// Anything, as it is given.
extension Value: ParameterType {
  package static var parameterKind: ParameterKind { .raw }
  package static var placeholder: Value { .null }
  package var parameterValue: Value { self }
  package static func convert(_ value: Value, paths: PathExpansion) throws(ConversionFault) -> Value { value }
}
