import FleetCore

/// Python's format specification mini-language: `[[fill]align][sign][#][0][width][grouping][.precision][type]`.
struct FormatSpecification {
  var fill: Unicode.Scalar = " "
  var align: Unicode.Scalar?
  var sign: Unicode.Scalar = "-"
  var alternate = false
  var zero = false
  var width = 0
  var grouping: Unicode.Scalar?
  var precision: Int?
  var type: Unicode.Scalar?

  init() {}

  init(_ text: String) throws {
    let scalars = Array(text.unicodeScalars)
    var position = 0
    func at(_ offset: Int = 0) -> Unicode.Scalar? {
      position + offset < scalars.count ? scalars[position + offset] : nil
    }
    func isAlign(_ scalar: Unicode.Scalar?) -> Bool { scalar.map { "<>=^".unicodeScalars.contains($0) } ?? false }
    if isAlign(at(1)), let first = at() {
      fill = first
      align = at(1)
      position += 2
    } else if isAlign(at()) {
      align = at()
      position += 1
    }
    if let mark = at(), mark == "+" || mark == "-" || mark == " " {
      sign = mark
      position += 1
    }
    if at() == "z" { position += 1 }
    if at() == "#" {
      alternate = true
      position += 1
    }
    if at() == "0" {
      zero = true
      position += 1
    }
    func number() throws -> Int? {
      var digits = ""
      while let digit = at(), (48...57).contains(digit.value) {
        digits.unicodeScalars.append(digit)
        position += 1
      }
      guard !digits.isEmpty else { return nil }
      guard let number = Int(digits), number <= Limits.templateOutputCharacters else {
        throw TemplateFault("Too many decimal digits in format string", kind: .value)
      }
      return number
    }
    width = try number() ?? 0
    if let mark = at(), mark == "," || mark == "_" {
      grouping = mark
      position += 1
    }
    if at() == "." {
      position += 1
      guard let digits = try number() else { throw TemplateFault("Format specifier missing precision", kind: .value) }
      precision = digits
    }
    type = at()
    if type != nil { position += 1 }
    guard position == scalars.count else {
      throw TemplateFault("Invalid format specifier '\(text)'", kind: .value)
    }
    if zero, align == nil {
      fill = "0"
      align = "="
    }
  }

  /// `value` in this form.
  func apply(to value: JinjaValue) throws -> String {
    switch value {
    case .int, .bool, .bigInt: return try whole(value)
    case .double(let number): return try float(number)
    case .string(let text), .markup(let text): return try textField(text)
    default: throw TemplateFault("unsupported format string passed to \(value.typeName).__format__", kind: .type)
    }
  }

  private func textField(_ text: String) throws -> String {
    guard type == nil || type == "s" else { throw unknownCode("str") }
    guard sign == "-" else {
      throw TemplateFault("Sign not allowed in string format specifier", kind: .value)
    }
    guard grouping == nil else {
      throw TemplateFault("Cannot specify '\(grouping.map { String($0) } ?? "")' with 's'.", kind: .value)
    }
    guard align != "=" || zero else {
      throw TemplateFault("'=' alignment not allowed in string format specifier", kind: .value)
    }
    let cut = precision.map { PythonText.string(text.unicodeScalars.prefix($0)) } ?? text
    var copy = self
    if align == "=" { copy.align = "<" }
    return copy.padded("", cut, defaultAlign: "<")
  }

  private func unknownCode(_ typeName: String) -> TemplateFault {
    TemplateFault(
      "Unknown format code '\(type.map { String($0) } ?? "")' for object of type '\(typeName)'", kind: .value)
  }

  private func whole(_ value: JinjaValue) throws -> String {
    let digits: String
    let isNegative: Bool
    var prefix = ""
    switch type {
    case "e", "E", "f", "F", "g", "G", "%": return try float(value.floatValue)
    case nil, "d", "n":
      let text = try value.wholeNumber.map { String($0) } ?? value.text()
      isNegative = text.hasPrefix("-")
      digits = grouped(isNegative ? String(text.dropFirst()) : text, every: 3)
    case "x", "X", "o", "b":
      let radix = type == "o" ? 8 : (type == "b" ? 2 : 16)
      let text = radixText(of: value, radix)
      isNegative = text.hasPrefix("-")
      let plain = isNegative ? String(text.dropFirst()) : text
      digits = grouped(type == "X" ? plain.uppercased() : plain, every: 4)
      if alternate { prefix = "0" + (type.map { String($0) } ?? "") }
    case "c":
      guard let number = value.wholeNumber, let scalar = UInt32(exactly: number).flatMap(Unicode.Scalar.init) else {
        throw TemplateFault("%c arg not in range(0x110000)", kind: .value)
      }
      return padded("", String(scalar), defaultAlign: "<")
    default: throw unknownCode("int")
    }
    guard precision == nil else {
      throw TemplateFault("Precision not allowed in integer format specifier", kind: .value)
    }
    return padded(signText(isNegative) + prefix, digits, defaultAlign: ">")
  }

  /// The digits of an integer of any size in base 2, 8 or 16.
  private func radixText(of value: JinjaValue, _ radix: Int) -> String {
    guard case .bigInt(let number) = value else { return String(value.wholeNumber ?? 0, radix: radix) }
    let bits = number.magnitude.reversed().map { part in
      let text = String(part, radix: 2)
      return String(repeating: "0", count: 32 - text.utf8.count) + text
    }.joined()
    let size = radix == 16 ? 4 : (radix == 8 ? 3 : 1)
    let padded = Array((String(repeating: "0", count: (size - bits.utf8.count % size) % size) + bits).utf8)
    let digits = stride(from: 0, to: padded.count, by: size).map { start in
      String(padded[start..<start + size].reduce(0) { $0 * 2 + Int($1) - 48 }, radix: radix)
    }.joined()
    let trimmed = digits.drop { $0 == "0" }
    return (number.isNegative ? "-" : "") + (trimmed.isEmpty ? "0" : trimmed)
  }

  private func signText(_ isNegative: Bool) -> String {
    isNegative ? "-" : (sign == "-" ? "" : String(sign))
  }

  private func float(_ number: Double) throws -> String {
    var body: String
    let size = number.magnitude
    let isUpper = type == "F" || type == "E" || type == "G"
    if number.isNaN || number.isInfinite {
      body = number.isNaN ? "nan" : "inf"
      if isUpper { body = body.uppercased() }
      if type == "%" { body += "%" }
    } else {
      switch type {
      case "f", "F": body = CNumber.fixed(size, precision ?? 6, alternate: alternate)
      case "e", "E": body = CNumber.exponent(size, precision ?? 6, alternate: alternate, upper: isUpper)
      case "g", "G", "n": body = CNumber.general(size, precision ?? 6, alternate: alternate, upper: isUpper)
      case "%": body = CNumber.fixed(size * 100, precision ?? 6, alternate: alternate) + "%"
      case nil:
        if let precision {
          body = CNumber.general(size, precision, alternate: alternate, upper: false)
          // Room is kept for the `.0`: a number with as many whole digits gets an exponent.
          let digits = max(1, precision) - 1
          let parts = PythonText.split(CNumber.exponent(size, digits, alternate: false, upper: false), by: "e")
          if !body.contains("e"), parts.count == 2, let exponent = Int(parts[1]), exponent >= digits {
            var mantissa = parts[0][...]
            if mantissa.contains(".") {
              while mantissa.last == "0" { mantissa.removeLast() }
              if mantissa.last == "." { mantissa.removeLast() }
            }
            body = String(mantissa) + "e" + parts[1]
          }
          if !body.contains("."), !body.contains("e") { body += ".0" }
          if let mark = body.firstIndex(of: "e"), precision > 0, !alternate {
            body = String(body[..<mark]) + body[mark...]
          }
        } else {
          body = JSONWriter.floatText(size)
        }
      default: throw unknownCode("float")
      }
    }
    let wholePart = body.prefix { $0.isASCII && $0.isNumber }
    let rest = body.dropFirst(wholePart.count)
    if grouping != nil { body = grouped(String(wholePart), every: 3, reserved: rest.count) + rest }
    return padded(signText(number.sign == .minus && !number.isNaN), body, defaultAlign: ">")
  }

  /// Thousands separators; zeros that fill the width are grouped too.
  private func grouped(_ digits: String, every size: Int, reserved: Int = 0) -> String {
    guard let grouping else { return digits }
    var result = ""
    for (position, digit) in digits.reversed().enumerated() {
      if position > 0, position % size == 0 { result.unicodeScalars.append(grouping) }
      result.append(digit)
    }
    if zero || (fill == "0" && align == "=") {
      var position = digits.count
      while result.count + reserved < width {
        if position % size == 0 {
          result.unicodeScalars.append(grouping)
          if result.count + reserved >= width {
            result.append("0")
            break
          }
        }
        result.append("0")
        position += 1
      }
    }
    return String(result.reversed())
  }

  private func padded(_ prefix: String, _ body: String, defaultAlign: Unicode.Scalar) -> String {
    let missing = width - prefix.unicodeScalars.count - body.unicodeScalars.count
    guard missing > 0 else { return prefix + body }
    func fills(_ count: Int) -> String { String(repeating: String(fill), count: count) }
    switch align ?? defaultAlign {
    case "<": return prefix + body + fills(missing)
    case "^": return fills(missing / 2) + prefix + body + fills(missing - missing / 2)
    case "=": return prefix + fills(missing) + body
    default: return fills(missing) + prefix + body
    }
  }
}
