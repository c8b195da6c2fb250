import FleetCore

/// One `format % value`: reads the conversions one after the other and takes their arguments.
struct PercentConversion {
  let format: [Unicode.Scalar]
  let value: JinjaValue
  private var position = 0
  private var taken = 0

  init(format: [Unicode.Scalar], value: JinjaValue) {
    self.format = format
    self.value = value
  }

  private var items: [JinjaValue] { if case .tuple(let items) = value { items } else { [value] } }

  mutating func expand() throws -> String {
    var result = ""
    var usesNames = false
    while let sign = format[position...].firstIndex(of: "%") {
      result.unicodeScalars.append(contentsOf: format[position..<sign])
      position = sign + 1
      guard position < format.count else { throw TemplateFault("incomplete format", kind: .value) }
      if format[position] == "%" {
        result += "%"
        position += 1
        continue
      }
      if format[position] == "(" { usesNames = true }
      result += try conversion()
      guard result.utf8.count <= Limits.templateOutputCharacters else { throw TemplateFault.outputLimit }
    }
    result.unicodeScalars.append(contentsOf: format[position...])
    if !usesNames, taken < items.count, value.mapObject == nil {
      if case .list = value, taken == 0 { return result }
      throw TemplateFault("not all arguments converted during string formatting", kind: .type)
    }
    return result
  }

  private mutating func argument() throws -> JinjaValue {
    guard taken < items.count else { throw TemplateFault("not enough arguments for format string", kind: .type) }
    taken += 1
    return items[taken - 1]
  }

  private mutating func number() throws -> Int? {
    if position < format.count, format[position] == "*" {
      position += 1
      return try argument().integer(named: "* wants int")
    }
    var digits = ""
    while position < format.count, (48...57).contains(format[position].value) {
      digits.unicodeScalars.append(format[position])
      position += 1
    }
    guard !digits.isEmpty else { return nil }
    guard let number = Int(digits), number <= Limits.templateOutputCharacters else {
      throw TemplateFault("width too big", kind: .value)
    }
    return number
  }

  private mutating func conversion() throws -> String {
    var named: JinjaValue?
    if format[position] == "(" { named = try namedArgument() }
    var specification = FormatSpecification()
    specification.align = ">"
    var isLeft = false
    flags: while position < format.count {
      switch format[position] {
      case "-": isLeft = true
      case "+": specification.sign = "+"
      case " ": if specification.sign != "+" { specification.sign = " " }
      case "#": specification.alternate = true
      case "0":
        specification.fill = "0"
        specification.align = "="
      default: break flags
      }
      position += 1
    }
    specification.width = try number() ?? 0
    if specification.width < 0 {
      isLeft = true
      specification.width = -specification.width
    }
    if position < format.count, format[position] == "." {
      position += 1
      specification.precision = try number() ?? 0
    }
    if isLeft {
      specification.align = "<"
      specification.fill = " "
    }
    while position < format.count, "hlL".unicodeScalars.contains(format[position]) { position += 1 }
    guard position < format.count else { throw TemplateFault("incomplete format", kind: .value) }
    let type = format[position]
    position += 1
    let argument = try named ?? argument()
    return try converted(argument, type, specification)
  }

  private mutating func namedArgument() throws -> JinjaValue {
    guard let map = value.mapObject else { throw TemplateFault("format requires a mapping", kind: .type) }
    guard let end = format[position...].firstIndex(of: ")") else {
      throw TemplateFault("incomplete format key", kind: .value)
    }
    let name = PythonText.string(format[position + 1..<end])
    position = end + 1
    guard position < format.count else { throw TemplateFault("incomplete format", kind: .value) }
    guard let found = try map.value(for: .string(name)) else { throw TemplateFault("'\(name)'", kind: .value) }
    return found
  }

  private func converted(
    _ value: JinjaValue, _ type: Unicode.Scalar, _ given: FormatSpecification
  ) throws -> String {
    var specification = given
    switch type {
    case "s", "r", "a":
      specification.fill = " "
      if specification.align == "=" { specification.align = ">" }
      specification.type = nil
      let text =
        switch type {
        case "s": try value.text()
        case "r": try value.repr()
        default: PythonText.ascii(try value.repr())
        }
      if specification.width == 0, specification.precision == nil { return text }
      return try specification.apply(to: .string(text))
    case "d", "i", "u", "x", "X", "o":
      var number = value
      if case .double(let float) = value, type != "x", type != "X", type != "o" {
        guard let whole = PythonNumber.integer(of: float) else {
          throw TemplateFault("cannot convert float \(JSONWriter.floatText(float)) to integer", kind: .value)
        }
        number = whole
      }
      let isInteger = if case .bigInt = number { true } else { number.wholeNumber != nil }
      guard number.isNumeric, type == "d" || type == "i" || type == "u" || isInteger else {
        let kind = type == "x" || type == "X" || type == "o" ? "an integer" : "a real number"
        throw TemplateFault("%\(type) format: \(kind) is required, not \(value.typeName)", kind: .type)
      }
      specification.type = type == "i" || type == "u" ? "d" : type
      if let digits = specification.precision {
        specification.precision = nil
        return try withDigits(number, digits, specification)
      }
      return try specification.apply(to: number)
    case "e", "E", "f", "F", "g", "G":
      guard value.isNumeric else {
        throw TemplateFault("must be real number, not \(value.typeName)", kind: .type)
      }
      specification.type = type
      return try specification.apply(to: .double(value.floatValue))
    case "c":
      specification.type = nil
      if let code = value.wholeNumber {
        guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else {
          throw TemplateFault("%c arg not in range(0x110000)", kind: .value)
        }
        return try specification.apply(to: .string(String(scalar)))
      }
      guard value.isString, try value.length() == 1 else {
        throw TemplateFault("%c requires int or char", kind: .type)
      }
      return try specification.apply(to: value)
    default:
      throw TemplateFault(
        "unsupported format character '\(type)' (0x\(String(type.value, radix: 16))) at index \(position - 1)",
        kind: .value)
    }
  }

  /// `%.5d`: at least so many digits.
  private func withDigits(_ number: JinjaValue, _ digits: Int, _ given: FormatSpecification) throws -> String {
    var specification = given
    var plain = FormatSpecification()
    plain.type = given.type
    plain.sign = given.sign
    plain.alternate = given.alternate
    plain.fill = "0"
    plain.align = "="
    let isNegative = number.bigInteger?.isNegative ?? false
    let signs = isNegative || given.sign != "-" ? 1 : 0
    plain.width = digits + signs
    specification.type = nil
    specification.precision = nil
    if specification.align == "=" { specification.align = ">" }
    return try specification.apply(to: .string(try plain.apply(to: number)))
  }
}
