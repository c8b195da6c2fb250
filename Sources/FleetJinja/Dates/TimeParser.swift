import FleetCore

/// Python's `strptime`.
struct TimeParser {
  private let text: [Unicode.Scalar]
  private let format: [Unicode.Scalar]
  private var position = 0
  private var year = 1900
  private var month = 1
  private var day = 1
  private var hour = 0
  private var minute = 0
  private var second = 0
  private var microsecond = 0
  private var dayOfYear: Int?
  private var isAfternoon: Bool?
  private var isTwelveHour = false
  private var offset: Int?

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ]
  private static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

  init(_ text: String, format: String) {
    self.text = Array(text.unicodeScalars)
    self.format = Array(format.unicodeScalars)
  }

  private var fault: TemplateFault {
    TemplateFault(
      "time data \(PythonText.repr(PythonText.string(text))) does not match format "
        + PythonText.repr(PythonText.string(format)), kind: .value)
  }

  mutating func parse() throws -> DateTimeObject {
    try read(format)
    guard position == text.count else {
      throw TemplateFault("unconverted data remains: \(PythonText.string(text[position...]))", kind: .value)
    }
    if let isAfternoon, isTwelveHour { hour = hour % 12 + (isAfternoon ? 12 : 0) }
    if let dayOfYear {
      let date = CivilDate.date(days: CivilDate.days(year: year, month: 1, day: 1) + dayOfYear - 1)
      (month, day) = (date.month, date.day)
    }
    guard day <= CivilDate.daysIn(month: month, of: year) else {
      throw TemplateFault("day is out of range for month", kind: .value)
    }
    let seconds = CivilDate.days(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second
    return DateTimeObject(microseconds: seconds * 1_000_000 + microsecond, offsetSeconds: offset)
  }

  private mutating func read(_ format: [Unicode.Scalar]) throws {
    var place = 0
    while place < format.count {
      let mark = format[place]
      place += 1
      if PythonText.isSpace(mark) {
        guard position < text.count, PythonText.isSpace(text[position]) else {
          if place < format.count, PythonText.isSpace(format[place]) { continue }
          throw fault
        }
        while position < text.count, PythonText.isSpace(text[position]) { position += 1 }
      } else if mark == "%", place < format.count {
        try directive(format[place])
        place += 1
      } else {
        guard position < text.count, lower(text[position]) == lower(mark) else { throw fault }
        position += 1
      }
    }
  }

  private func lower(_ scalar: Unicode.Scalar) -> String { scalar.properties.lowercaseMapping }

  private mutating func number(_ digits: ClosedRange<Int>, _ range: ClosedRange<Int>) throws -> Int {
    // As a regular expression would: as many digits as still give a number in range.
    var best: (value: Int, end: Int)?
    var end = position
    while end < text.count, end - position < digits.upperBound, (48...57).contains(text[end].value) {
      end += 1
      guard end - position >= digits.lowerBound, let value = Int(PythonText.string(text[position..<end])) else {
        continue
      }
      if range.contains(value) { best = (value, end) }
    }
    guard let best else { throw fault }
    position = best.end
    return best.value
  }

  private mutating func name(_ names: [String], short: Bool) throws -> Int {
    let rest = PythonText.string(text[position...]).lowercased()
    for (index, name) in names.enumerated() {
      let wanted = short ? String(name.prefix(3)) : name
      if rest.hasPrefix(wanted) {
        position += wanted.unicodeScalars.count
        return index
      }
    }
    throw fault
  }

  private mutating func directive(_ letter: Unicode.Scalar) throws {
    switch letter {
    case "Y": year = try number(4...4, 0...9999)
    case "y":
      let short = try number(2...2, 0...99)
      year = short < 69 ? 2000 + short : 1900 + short
    case "m": month = try number(1...2, 1...12)
    case "d": day = try number(1...2, 1...31)
    case "H": hour = try number(1...2, 0...23)
    case "I":
      hour = try number(1...2, 1...12)
      isTwelveHour = true
    case "M": minute = try number(1...2, 0...59)
    case "S": second = try number(1...2, 0...61)
    case "j": dayOfYear = try number(1...3, 1...366)
    case "f":
      let start = position
      let value = try number(1...6, 0...999_999)
      microsecond = (position - start..<6).reduce(value) { result, _ in result * 10 }
    case "b", "h": month = try name(Self.months, short: true) + 1
    case "B": month = try name(Self.months, short: false) + 1
    case "a": _ = try name(Self.weekdays, short: true)
    case "A": _ = try name(Self.weekdays, short: false)
    case "w": _ = try number(1...1, 0...6)
    case "u": _ = try number(1...1, 1...7)
    case "U", "W": _ = try number(1...2, 0...53)
    case "p": isAfternoon = try name(["am", "pm"], short: false) == 1
    case "T", "X": try read(Array("%H:%M:%S".unicodeScalars))
    case "D", "x": try read(Array("%m/%d/%y".unicodeScalars))
    case "R": try read(Array("%H:%M".unicodeScalars))
    case "c": try read(Array("%a %b %d %H:%M:%S %Y".unicodeScalars))
    case "z": try zone()
    case "Z":
      while position < text.count, text[position].properties.isAlphabetic { position += 1 }
    case "%":
      guard position < text.count, text[position] == "%" else { throw fault }
      position += 1
    default:
      throw TemplateFault(
        "'\(letter)' is a bad directive in format \(PythonText.repr(PythonText.string(format)))", kind: .value)
    }
  }

  private mutating func zone() throws {
    guard position < text.count else { throw fault }
    if text[position] == "Z" {
      position += 1
      offset = 0
      return
    }
    guard text[position] == "+" || text[position] == "-" else { throw fault }
    let sign = text[position] == "-" ? -1 : 1
    position += 1
    let hours = try number(2...2, 0...23)
    if position < text.count, text[position] == ":" { position += 1 }
    offset = sign * (hours * 3600 + (try number(2...2, 0...59)) * 60)
  }
}
