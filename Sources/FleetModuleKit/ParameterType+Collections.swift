package import FleetCore

extension Array: ParameterType where Element: ParameterType {
  package static var parameterKind: ParameterKind { .list(of: Element.parameterKind) }
  package static var choices: [String] { Element.choices }
  package static var placeholder: [Element] { [] }
  package var parameterValue: Value { .list(map(\.parameterValue)) }

  /// A string is split at its commas and nothing is trimmed, a number is a list of one (Ansible's `check_type_list`).
  package static func convert(_ value: Value, paths: PathExpansion) throws(ConversionFault) -> [Element] {
    let items: [Value]
    switch value {
    case .list(let list): items = list
    case .string(let text):
      items = text.split(separator: ",", omittingEmptySubsequences: false).map { .string(String($0)) }
    case .int, .bigInt, .double, .bool: items = [.string(PythonText.str(value))]
    case .null, .map: throw .type("<class '\(value.typeName)'> cannot be converted to a list")
    }
    var converted: [Element] = []
    var strangers: [String] = []
    for item in items {
      do throws(ConversionFault) {
        converted.append(try Element.convert(item, paths: paths))
      } catch {
        switch error {
        case .choice(let word): strangers.append(word)
        case .type(let reason): throw .element(item, Element.parameterKind, reason)
        case .element, .elementChoice: throw error
        }
      }
    }
    guard strangers.isEmpty else { throw .elementChoice(strangers.joined(separator: ", ")) }
    return converted
  }
}

/// A dictionary, also as JSON text or as `k1=v1 k2=v2`.
extension ValueMap: ParameterType {
  package static var parameterKind: ParameterKind { .dict }
  package static var placeholder: ValueMap { [:] }
  package var parameterValue: Value { .map(self) }

  package static func convert(_ value: Value, paths: PathExpansion) throws(ConversionFault) -> ValueMap {
    switch value {
    case .map(let map): return map
    case .string(let text):
      if text.hasPrefix("{") {
        if let value = try? JSONReader.read(text), case .map(let map) = value { return map }
        throw .type("unable to evaluate string as dictionary")
      }
      guard text.contains("=") else {
        throw .type("dictionary requested, could not parse JSON or key=value")
      }
      return try pairs(in: text)
    default: throw .type("<class '\(value.typeName)'> cannot be converted to a dict")
    }
  }

  /// Reads `k1=v1, k2="v 2"`: quotes group, a backslash takes the next character as it is.
  private static func pairs(in text: String) throws(ConversionFault) -> ValueMap {
    var fields: [String] = []
    var field = ""
    var quote: Character?
    var isEscaped = false
    for character in text {
      if isEscaped {
        field.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if quote == nil, character == "'" || character == "\"" {
        quote = character
      } else if quote == character {
        quote = nil
      } else if quote == nil, character == "," || character == " " {
        if !field.isEmpty { fields.append(field) }
        field = ""
      } else {
        field.append(character)
      }
    }
    if !field.isEmpty { fields.append(field) }
    var map = ValueMap()
    for field in fields {
      guard let sign = field.firstIndex(of: "=") else {
        throw .type("unable to evaluate string in the \"key=value\" format as dictionary")
      }
      map[String(field[..<sign])] = .string(String(field[field.index(after: sign)...]))
    }
    return map
  }
}
