import FleetCore
import FleetSystem

/// Dates and times.
enum TimeFilters {
  static let table: [String: FunctionRegistry.Filter] = [
    "strftime": { value, arguments, _ in
      let given = try arguments.bound(to: ["second", "utc"], of: "strftime")
      let utc = try given.flag("utc", default: false)
      var moment = SystemClock.system.now()
      if let second = given.value("second") {
        guard let number = second.isNumeric ? second.floatValue : PythonNumber.float(try second.text()) else {
          throw TemplateFault("Invalid value for epoch value (\(try second.text()))")
        }
        guard number.isFinite, abs(number) < 1e15 else { throw TemplateFault("timestamp out of range", kind: .value) }
        moment = Timestamp(number)
      }
      return .string(moment.formatted(try value.string(named: "format"), utc: utc))
    },
    "to_datetime": { value, arguments, _ in
      let given = try arguments.bound(to: ["format"], of: "to_datetime")
      guard value.isString else {
        throw TemplateFault("strptime() argument 1 must be str, not \(value.typeName)", kind: .type)
      }
      var parser = TimeParser(try value.text(), format: try given.string("format") ?? "%Y-%m-%d %H:%M:%S")
      return .object(try parser.parse())
    },
  ]
}
