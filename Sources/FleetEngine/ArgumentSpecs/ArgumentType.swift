import FleetCore
import FleetJinja
import FleetSystem

/// The types of argument specs and their conversions (ansible-core's `check_type_*`).
enum ArgumentType {
  struct Fault: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }

  static func convert(_ value: Value, to type: String) throws(Fault) -> Value {
    switch type {
    case "str": return .string(text(value, ofNull: ""))
    case "path":
      return .string(FilePath.expandingHome(FilePath.expandingVariables(text(value, ofNull: ""))))
    case "int": return try int(value)
    case "float": return try float(value)
    case "bool": return try bool(value)
    case "list": return try list(value)
    case "dict": return try dict(value)
    case "json", "jsonarg": return try json(value)
    case "bytes", "bits": return try size(value, type)
    default: return value
    }
  }

  /// As Python's `str`.
  static func text(_ value: Value) -> String { text(value, ofNull: "None") }

  private static func text(_ value: Value, ofNull: String) -> String {
    switch value {
    case .null: ofNull
    case .string(let text): text
    default: (try? JinjaValue(value).text()) ?? JSONWriter.keyText(value)
    }
  }

  /// As Python's `repr`.
  private static func shown(_ value: Value) -> String {
    if case .string(let text) = value { return "'\(text)'" }
    return text(value)
  }

  private static func int(_ value: Value) throws(Fault) -> Value {
    switch value {
    case .int, .bool: return value
    case .double(let number) where number == number.rounded() && number.magnitude < 1e15: return .int(Int(number))
    case .string(let text):
      if let number = Int(text.trimmed) { return .int(number) }
      if let number = Double(text.trimmed), number == number.rounded(), number.magnitude < 1e15 {
        return .int(Int(number))
      }
    default: break
    }
    throw Fault("\"\(shown(value))\" cannot be converted to an int")
  }

  private static func float(_ value: Value) throws(Fault) -> Value {
    switch value {
    case .double: return value
    case .int(let number): return .double(Double(number))
    case .bool(let flag): return .double(flag ? 1 : 0)
    case .string(let text): if let number = Double(text.trimmed) { return .double(number) }
    default: break
    }
    throw Fault("<class '\(value.typeName)'> cannot be converted to a float")
  }

  private static func bool(_ value: Value) throws(Fault) -> Value {
    switch value {
    case .bool: return value
    case .string, .int, .double:
      if case .double(let number) = value, number == 0 || number == 1 { return .bool(number == 1) }
      if let flag = KeywordReader.truth(value) { return .bool(flag) }
      throw Fault(
        "The value '\(text(value))' is not a valid boolean. Valid booleans include: 0, 1, '0', '1', 'f', 'false', 'n', "
          + "'no', 'off', 'on', 't', 'true', 'y', 'yes'")
    default: throw Fault("<class '\(value.typeName)'> cannot be converted to a bool")
    }
  }

  private static func list(_ value: Value) throws(Fault) -> Value {
    switch value {
    case .list: return value
    case .string(let text):
      return .list(text.split(separator: ",", omittingEmptySubsequences: false).map { .string(String($0)) })
    case .int, .double, .bool: return .list([.string(text(value))])
    default: throw Fault("<class '\(value.typeName)'> cannot be converted to a list")
    }
  }

  private static func dict(_ value: Value) throws(Fault) -> Value {
    switch value {
    case .map: return value
    case .string(let text) where text.hasPrefix("{"):
      if let map = (try? JSONReader.read(Array(text.utf8), path: "argument"))?.map { return .map(map) }
      throw Fault("unable to evaluate string as dictionary")
    case .string(let text) where text.contains("="):
      var map: ValueMap = [:]
      for field in ConnectionPlanner.split(text.replacing(",", with: " ")) {
        guard let equals = field.firstIndex(of: "=") else {
          throw Fault("unable to evaluate string in the \"key=value\" format as dictionary")
        }
        map[String(field[..<equals])] = .string(String(field[field.index(after: equals)...]))
      }
      return .map(map)
    case .string: throw Fault("dictionary requested, could not parse JSON or key=value")
    default: throw Fault("<class '\(value.typeName)'> cannot be converted to a dict")
    }
  }

  private static func json(_ value: Value) throws(Fault) -> Value {
    switch value {
    case .string(let text): return .string(text.trimmed)
    case .list, .map: return .string(JSONWriter(asciiOnly: true).write(value))
    default: throw Fault("<class '\(value.typeName)'> cannot be converted to a json string")
    }
  }

  /// `10MB`, `2Kb`: powers of 1024.
  private static func size(_ value: Value, _ type: String) throws(Fault) -> Value {
    if case .int = value { return value }
    let words = text(value).trimmed
    let digits = words.prefix { $0.isNumber || $0 == "." }
    let unit = words.dropFirst(digits.count).drop { $0.isWhitespace }
    let ranks: [Character: Int] = ["B": 0, "K": 1, "M": 2, "G": 3, "T": 4, "P": 5, "E": 6, "Z": 7, "Y": 8]
    let letter = unit.first?.uppercased().first
    guard let number = Double(digits), let rank = letter.map({ ranks[$0] }) ?? 0 else {
      throw Fault("\(words) cannot be converted to a \(type == "bytes" ? "Byte" : "Bit") value")
    }
    var factor = 1.0
    for _ in 0..<rank { factor *= 1024 }
    return .int(Int(number * factor))
  }
}
