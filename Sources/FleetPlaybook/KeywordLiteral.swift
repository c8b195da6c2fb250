package import FleetCore
import FleetJinja

/// A type that keywords have: how Ansible converts what was written, or what a template gave, to it.
package protocol KeywordLiteral: Sendable {
  /// What is expected, for messages: `a boolean (yes or no)`.
  static var expectation: String { get }
  /// nil when the value cannot be one.
  static func convert(_ value: Value) -> Self?
}

extension Bool: KeywordLiteral {
  package static var expectation: String { "a boolean (true or false)" }

  /// Ansible's `boolean(strict=True)`.
  package static func convert(_ value: Value) -> Bool? {
    switch value {
    case .bool(let flag): return flag
    case .int(let number): return number == 1 ? true : number == 0 ? false : nil
    case .double(let number): return number == 1 ? true : number == 0 ? false : nil
    case .string(let text):
      switch text.lowercased().trimmedSpaces {
      case "y", "yes", "on", "1", "true", "t", "1.0": return true
      case "n", "no", "off", "0", "false", "f", "0.0": return false
      default: return nil
      }
    default: return nil
    }
  }
}

extension Int: KeywordLiteral {
  package static var expectation: String { "a whole number" }

  package static func convert(_ value: Value) -> Int? {
    switch value {
    case .int(let number): number
    case .bool(let flag): flag ? 1 : 0
    case .double(let number): number.magnitude < 1e15 ? Int(number) : nil
    case .string(let text): Int(text.trimmedSpaces)
    default: nil
    }
  }
}

extension Double: KeywordLiteral {
  package static var expectation: String { "a number" }

  /// A percentage may carry its sign (`max_fail_percentage: 30%`).
  package static func convert(_ value: Value) -> Double? {
    switch value {
    case .int(let number): Double(number)
    case .bool(let flag): flag ? 1 : 0
    case .double(let number): number
    case .string(let text):
      Double((text.hasSuffix("%") ? String(text.dropLast()) : text).trimmedSpaces)
    default: nil
    }
  }
}

extension String: KeywordLiteral {
  package static var expectation: String { "a string" }

  package static func convert(_ value: Value) -> String? {
    switch value {
    case .string(let text): text
    case .int(let number): String(number)
    case .bigInt(let number): number.decimalText
    case .double(let number): "\(number)"
    case .bool(let flag): flag ? "True" : "False"
    case .null: ""
    case .list, .map: nil
    }
  }
}

extension String {
  /// Without white space at both ends.
  package var trimmedSpaces: String {
    let start = drop { $0.isWhitespace }
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }
}
