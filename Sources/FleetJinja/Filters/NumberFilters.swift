import FleetCore
import Glibc

/// Filters for numbers and sizes.
enum NumberFilters {
  static let table: [String: FunctionRegistry.Filter] = [
    "abs": { value, _, _ in
      switch value {
      case .int(let number):
        guard number != .min else { return PythonNumber.integer("9223372036854775808") ?? value }
        return .int(abs(number))
      case .bool(let flag): return .int(flag ? 1 : 0)
      case .double(let number): return .double(abs(number))
      case .bigInt(let number): return .bigInt(BigInteger(isNegative: false, magnitude: number.magnitude))
      default: throw TemplateFault("bad operand type for abs(): '\(value.typeName)'", kind: .type)
      }
    },
    "bool": { value, _, _ in .bool(try bool(value)) },
    "filesizeformat": fileSize,
    "float": { value, arguments, _ in
      let given = try arguments.bound(to: ["default"], of: "float")
      if value.isNumeric { return .double(value.floatValue) }
      if value.isString, let number = PythonNumber.float(try value.text()) { return .double(number) }
      return given["default"] ?? .double(0)
    },
    "human_readable": humanReadable,
    "human_to_bytes": humanToBytes,
    "int": { value, arguments, _ in
      let given = try arguments.bound(to: ["default", "base"], of: "int")
      // A base that is no number fails for texts alone, which are then read as floats.
      let base: Int? = given["base"].map(\.wholeNumber) ?? 10
      if let base = base ?? (value.isString ? nil : 10), let number = PythonNumber.integer(of: value, base: base) {
        return number
      }
      if value.isString, let float = PythonNumber.float(try value.text()),
        let number = PythonNumber.integer(of: float)
      {
        return number
      }
      return given["default"] ?? .int(0)
    },
    "log": { value, arguments, _ in
      let given = try arguments.bound(to: ["base"], of: "log")
      let number = try real(value, "log")
      guard number > 0 else { throw TemplateFault("math domain error", kind: .value) }
      guard let base = given["base"] else { return .double(log(number)) }
      let size = try real(base, "log")
      guard size > 0 else { throw TemplateFault("math domain error", kind: .value) }
      guard size != 1 else { throw TemplateFault("float division by zero", kind: .value) }
      return .double(size == 10 ? log10(number) : log(number) / log(size))
    },
    "pow": { value, arguments, _ in
      let given = try arguments.bound(to: ["y"], required: 1, of: "pow")
      return try result(pow(try real(value, "pow"), try real(given["y"] ?? .null, "pow")), "pow")
    },
    "root": { value, arguments, _ in
      let given = try arguments.bound(to: ["base"], of: "root")
      let number = try real(value, "root")
      let base = try given["base"].map { try real($0, "root") } ?? 2
      guard base != 0, number >= 0 || base != 2 else {
        throw TemplateFault("root() can only be used on numbers")
      }
      return try result(base == 2 ? sqrt(number) : pow(number, 1 / base), "root")
    },
    "round": round,
  ]

  private static func real(_ value: JinjaValue, _ function: String) throws -> Double {
    guard value.isNumeric else { throw TemplateFault("\(function)() can only be used on numbers") }
    return value.floatValue
  }

  /// C says NaN where Python's `math` raises an error.
  private static func result(_ number: Double, _ function: String) throws -> JinjaValue {
    guard !number.isNaN else { throw TemplateFault("\(function)() can only be used on numbers: math domain error") }
    return .double(number)
  }

  /// Ansible's `bool` filter: the well-known words, and 1; everything else is false.
  static func bool(_ value: JinjaValue) throws -> Bool {
    switch value {
    case .bool(let flag): return flag
    case .int(let number): return number == 1
    case .double(let number): return number == 1
    case .string(let text), .markup(let text): return ["yes", "on", "true", "1"].contains(text.lowercased())
    default: return false
    }
  }

  private static func round(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let given = try arguments.bound(to: ["precision", "method"], of: "round")
    let precision = try given.int("precision") ?? 0
    let method = try given.text("method") ?? "common"
    guard ["common", "ceil", "floor"].contains(method) else {
      throw TemplateFault("method must be common, ceil or floor")
    }
    guard value.isNumeric else {
      throw TemplateFault("type \(value.typeName) doesn't define __round__ method", kind: .type)
    }
    if method == "common" {
      if let whole = value.wholeNumber, precision >= 0 { return .int(whole) }
      if case .bigInt = value { return value }
      let rounded = rounded(value.floatValue, precision)
      if value.wholeNumber != nil { return PythonNumber.integer(of: rounded) ?? value }
      return .double(rounded)
    }
    let scale = pow(10, Double(precision))
    let scaled = value.floatValue * scale
    return .double((method == "ceil" ? ceil(scaled) : floor(scaled)) / scale)
  }

  /// Python's `round`: the exact decimal value, ties to even.
  static func rounded(_ number: Double, _ precision: Int) -> Double {
    guard number.isFinite else { return number }
    if precision >= 0 { return Double(CNumber.fixed(number, min(precision, 400))) ?? number }
    let scale = pow(10, Double(-precision))
    return (number / scale).rounded(.toNearestOrEven) * scale
  }

  private static func fileSize(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let isBinary = try arguments.bound(to: ["binary"], of: "filesizeformat").flag("binary", default: false)
    let base = isBinary ? 1024.0 : 1000.0
    guard let size = value.isNumeric ? value.floatValue : PythonNumber.float(try value.text()) else {
      throw TemplateFault("could not convert string to float: \(try value.repr())", kind: .value)
    }
    if size == 1 { return .string("1 Byte") }
    if size < base {
      guard let whole = PythonNumber.integer(of: size) else {
        throw TemplateFault("cannot convert float infinity to integer", kind: .value)
      }
      return .string("\(try whole.text()) Bytes")
    }
    let prefixes =
      isBinary
      ? ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"]
      : ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"]
    var unit = base
    for (position, prefix) in prefixes.enumerated() {
      unit = pow(base, Double(position + 2))
      if size < unit { return .string("\(CNumber.fixed(base * size / unit, 1)) \(prefix)") }
    }
    return .string("\(CNumber.fixed(base * size / unit, 1)) \(prefixes[prefixes.count - 1])")
  }

  private static let units: [(name: String, power: Double)] = [
    ("Y", 80), ("Z", 70), ("E", 60), ("P", 50), ("T", 40), ("G", 30), ("M", 20), ("K", 10), ("B", 0),
  ]
  private static let unitWords = [
    "B": "", "K": "kilo", "M": "mega", "G": "giga", "T": "tera", "P": "peta", "E": "exa", "Z": "zeta", "Y": "yotta",
  ]

  private static func humanReadable(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let given = try arguments.bound(to: ["isbits", "unit"], of: "human_readable")
    let isBits = try given.flag("isbits", default: false)
    guard value.isNumeric else {
      throw TemplateFault("human_readable() failed on bad input")
    }
    let size = value.floatValue
    let unit = try given.text("unit")?.uppercased()
    let chosen =
      units.first { entry in unit.map { $0 == entry.name } ?? (size >= pow(2, entry.power)) }
      ?? (name: "B", power: 0)
    let suffix = chosen.power == 0 ? (isBits ? "bits" : "Bytes") : chosen.name + (isBits ? "b" : "B")
    return .string("\(CNumber.fixed(size / pow(2, chosen.power), 2)) \(suffix)")
  }

  private static func humanToBytes(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let given = try arguments.bound(to: ["default_unit", "isbits"], of: "human_to_bytes")
    let isBits = try given.flag("isbits", default: false)
    let fault = TemplateFault("human_to_bytes() can't interpret the input")
    let pattern = #"^([0-9]*\.?[0-9]+)(?:\s*([A-Za-z]+))?\s*$"#
    guard let match = try Regex.compile(pattern).match(in: try value.text()),
      let number = match.group(1).flatMap({ PythonNumber.float($0.hasPrefix(".") ? "0" + $0 : $0) })
    else { throw fault }
    guard let unit = try match.group(2) ?? given.text("default_unit"), let first = unit.uppercased().first else {
      return PythonNumber.integer(of: number.rounded(.toNearestOrEven)) ?? .int(0)
    }
    let key = String(first)
    guard let entry = units.first(where: { $0.name == key }), let word = unitWords[key] else { throw fault }
    if unit.count > 1 {
      let long = word + (isBits ? "bit" : "byte")
      let short = key == "B" ? (isBits ? "b" : "B") : key + (isBits ? "b" : "B")
      guard unit.lowercased() == long || unit == short else { throw fault }
    }
    return PythonNumber.integer(of: (number * pow(2, entry.power)).rounded(.toNearestOrEven)) ?? .int(0)
  }
}
