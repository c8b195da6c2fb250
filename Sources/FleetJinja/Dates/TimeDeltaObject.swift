package import FleetCore

/// Python's `datetime.timedelta`.
package final class TimeDeltaObject: JinjaObject {
  let microseconds: Int

  package init(microseconds: Int) { self.microseconds = microseconds }

  package var typeName: String { "timedelta" }
  package var isTruthy: Bool { microseconds != 0 }

  private var days: Int { Int((Double(microseconds) / 86_400_000_000).rounded(.down)) }
  private var rest: Int { microseconds - days * 86_400_000_000 }

  package func text() throws -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let seconds = rest / 1_000_000
    var text = days == 0 ? "" : "\(days) day\(abs(days) == 1 ? "" : "s"), "
    text += "\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    let fraction = rest % 1_000_000
    guard fraction != 0 else { return text }
    return text + "." + String(repeating: "0", count: 6 - "\(fraction)".count) + "\(fraction)"
  }

  package func repr() throws -> String {
    var parts: [String] = []
    if days != 0 { parts.append("days=\(days)") }
    if rest / 1_000_000 != 0 { parts.append("seconds=\(rest / 1_000_000)") }
    if rest % 1_000_000 != 0 { parts.append("microseconds=\(rest % 1_000_000)") }
    return "datetime.timedelta(\(parts.isEmpty ? "0" : parts.joined(separator: ", ")))"
  }

  package func attribute(_ name: String) throws -> JinjaValue? {
    let total = Double(microseconds) / 1_000_000
    switch name {
    case "days": return .int(days)
    case "seconds": return .int(rest / 1_000_000)
    case "microseconds": return .int(rest % 1_000_000)
    case "total_seconds": return .object(BoundMethod(name) { _ in .double(total) })
    default: return nil
    }
  }

  private func delta(_ value: JinjaValue) -> Int? {
    guard case .object(let object) = value else { return nil }
    return (object as? TimeDeltaObject)?.microseconds
  }

  package func equals(_ other: JinjaValue) throws -> Bool? { delta(other) == microseconds }

  package func compare(_ other: JinjaValue) throws -> Int? {
    delta(other).map { microseconds < $0 ? -1 : (microseconds == $0 ? 0 : 1) }
  }

  package func binary(_ operation: String, _ other: JinjaValue, reflected: Bool) throws -> JinjaValue? {
    if let size = delta(other) {
      switch operation {
      case "+", "-":
        let (sum, overflow) =
          operation == "+"
          ? microseconds.addingReportingOverflow(size)
          : reflected
            ? size.subtractingReportingOverflow(microseconds) : microseconds.subtractingReportingOverflow(size)
        guard !overflow else { throw TemplateFault("a time span of that size cannot be held", kind: .value) }
        return .object(TimeDeltaObject(microseconds: sum))
      case "/" where size != 0 && !reflected: return .double(Double(microseconds) / Double(size))
      case "//" where size != 0 && !reflected:
        return .int(try Self.count(Double(microseconds) / Double(size), .down))
      default: return nil
      }
    }
    guard other.isNumeric else { return nil }
    switch operation {
    case "*": return .object(TimeDeltaObject(microseconds: try Self.count(Double(microseconds) * other.floatValue)))
    case "/" where !reflected && other.floatValue != 0:
      return .object(TimeDeltaObject(microseconds: try Self.count(Double(microseconds) / other.floatValue)))
    default: return nil
    }
  }

  private static func count(
    _ number: Double, _ rule: FloatingPointRoundingRule = .toNearestOrEven
  ) throws -> Int {
    guard let whole = Int(exactly: number.rounded(rule)), whole.magnitude < 1 << 62 else {
      throw TemplateFault("a time span of that size cannot be held", kind: .value)
    }
    return whole
  }

  package func data() throws -> Value? { .string(try text()) }
}
