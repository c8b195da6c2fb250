import FleetCore

/// `random` and `shuffle`, repeatable with a seed.
enum RandomFilters {
  static let table: [String: FunctionRegistry.Filter] = [
    "random": random,
    "random_mac": { value, arguments, _ in
      let seed = try arguments.bound(to: ["seed"], of: "random_mac").value("seed")
      return .string(try randomMAC(try value.string(named: "prefix"), seed))
    },
    "shuffle": { value, arguments, _ in
      let seed = try arguments.bound(to: ["seed"], of: "shuffle").value("seed")
      guard var items = try? value.elements() else { return value }
      var source = try RandomSource(seed.flatMap { (try? $0.isTruthy) == true ? $0 : nil })
      for position in stride(from: items.count - 1, to: 0, by: -1) {
        items.swapAt(position, source.below(position + 1))
      }
      return .list(items)
    },
  ]

  private static func random(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let given = try arguments.bound(to: ["start", "step", "seed"], of: "random")
    var source = try RandomSource(given.value("seed"))
    let start = try given.int("start") ?? 0
    let step = try given.int("step").flatMap { $0 == 0 ? nil : $0 } ?? 1
    if let end = value.wholeNumber {
      let (distance, overflow) = end.subtractingReportingOverflow(start)
      let count = overflow ? 0 : step > 0 ? (distance + step - 1) / step : (distance + step + 1) / step
      guard count > 0 else { throw TemplateFault("empty range for randrange()", kind: .value) }
      return .int(start + step * source.below(count))
    }
    guard let items = try? value.elements() else {
      throw TemplateFault("random can only be used on sequences and integers")
    }
    guard start == 0, given.value("step") == nil else {
      throw TemplateFault("start and step can only be used with integer values")
    }
    guard !items.isEmpty else {
      if context.options.undefined != .ansible {
        return .undefined(Undefined(name: "", hint: "No random item, sequence was empty."))
      }
      throw TemplateFault("Cannot choose from an empty sequence", kind: .value)
    }
    return items[source.below(items.count)]
  }

  /// `community.general.random_mac`: a prefix filled up to six bytes.
  private static func randomMAC(_ prefix: String, _ seed: JinjaValue?) throws -> String {
    let lower = prefix.lowercased()
    let parts = PythonText.split(lower, by: ":").filter { !$0.isEmpty }
    guard !parts.isEmpty, parts.count < 6 else {
      throw TemplateFault("Invalid value for 'random_mac' filter: \(prefix): 5 colon(:) separated items max")
    }
    for part in parts where !(part.count == 2 && part.allSatisfy(\.isHexDigit)) {
      throw TemplateFault("Invalid value for 'random_mac' filter: \(prefix): \(part) not hexa byte")
    }
    var source = try RandomSource(seed)
    // A number of ten hexadecimal digits, of which the first ones are taken.
    let digits = String((16 << 32) + source.below((1 << 40) - (16 << 32)), radix: 16).utf8.prefix(2 * (6 - parts.count))
    var text = lower
    for (position, digit) in digits.enumerated() {
      if position % 2 == 0 { text += ":" }
      text.unicodeScalars.append(Unicode.Scalar(digit))
    }
    return text
  }
}

/// Random numbers: the machine's own, or CPython's for a seed.
struct RandomSource {
  private var twister: MersenneTwister?

  init(_ seed: JinjaValue?) throws { twister = try seed.map { try MersenneTwister(seed: $0) } }

  mutating func below(_ bound: Int) -> Int { twister?.below(bound) ?? Int.random(in: 0..<max(1, bound)) }
}
