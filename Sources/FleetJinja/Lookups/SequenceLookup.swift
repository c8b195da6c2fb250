import FleetCore

/// `sequence`: numbers as texts, by `start-end/stride:format` or by options.
enum SequenceLookup {
  static let table: [String: FunctionRegistry.Function] = ["sequence": run]

  private static let shortcut = "^((0?x?[0-9a-f]+)-)?(0?x?[0-9a-f]+)(/(0?x?[0-9a-f]+))?(:(.+))?$"

  private static func run(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue {
    let names = ["start", "end", "stride", "count", "format"]
    var terms = try arguments.positional.map { try $0.text() }
    if terms.isEmpty, !arguments.keywords.isEmpty { terms = [""] }
    var result: [JinjaValue] = []
    for term in terms {
      var options = try LookupOptions(arguments, of: "sequence", names: names)
      if let match = try Regex.compile(shortcut, .ignoreCase).match(in: term, anchor: .start) {
        for (name, group) in [("start", 2), ("end", 3), ("stride", 5), ("format", 7)] {
          if let text = match.group(group) { try options.set(.string(text), for: name) }
        }
      } else {
        let inline = try InlineOptions(term)
        guard inline.rest.isEmpty else {
          throw TemplateFault("unrecognized arguments to with_sequence: ['_raw_params']")
        }
        for (name, value) in inline.options {
          guard names.contains(name) else {
            throw TemplateFault("unrecognized arguments to with_sequence: ['\(name)']")
          }
          try options.set(.string(value), for: name)
        }
      }
      result += try numbers(options)
      guard result.count <= Limits.sequenceElements else { throw TemplateFault("sequence too long", kind: .limit) }
    }
    return .list(result)
  }

  private static func number(_ name: String, _ options: LookupOptions) throws -> Int? {
    guard let value = options[name] else { return nil }
    if let number = PythonNumber.integer(of: value)?.wholeNumber { return number }
    throw TemplateFault(
      "Config '\(name)' for 'sequence' lookup plugin from 'Direct' has an invalid value: Invalid value provided for "
        + "'integer': \(try value.repr())")
  }

  private static func numbers(_ options: LookupOptions) throws -> [JinjaValue] {
    let start = try number("start", options) ?? 1
    let stride = try number("stride", options) ?? 1
    let count = try number("count", options)
    let format = try options.text("format", default: "%d")
    var end = try number("end", options)
    guard count != nil || end != nil else { throw TemplateFault("must specify count or end in with_sequence") }
    guard count == nil || end == nil else { throw TemplateFault("can't specify both count and end in with_sequence") }
    if let count {
      if count == 0 { return [] }
      end = start + count * stride - 1
    }
    guard let end else { return [] }
    if stride > 0, end < start { throw TemplateFault("to count backwards make stride negative") }
    if stride < 0, end > start { throw TemplateFault("to count forward don't make stride negative") }
    if stride == 0 { return [] }
    guard format.utf8.filter({ $0 == 37 }).count == 1 else { throw TemplateFault("bad formatting string: \(format)") }
    guard abs(end - start) / abs(stride) < Limits.sequenceElements else {
      throw TemplateFault(
        "a sequence from \(start) to \(end) has more than \(Limits.sequenceElements) elements", kind: .limit)
    }
    return try Swift.stride(from: start, through: end, by: stride).map { number in
      guard let text = try? PythonFormat.percent(format, .int(number)) else {
        throw TemplateFault("problem formatting \(number) with '\(format)'")
      }
      return .string(text)
    }
  }
}
