package import FleetCore
package import FleetSystem
import Glibc

/// Python's `datetime.datetime`, naive or with an offset from UTC; also `date` and `time`.
package final class DateTimeObject: JinjaObject, DateFormatting {
  enum Kind: String {
    case datetime, date, time
  }

  /// Microseconds since 1970-01-01 of the shown clock time.
  let microseconds: Int
  let offsetSeconds: Int?
  let kind: Kind

  init(microseconds: Int, offsetSeconds: Int? = nil, kind: Kind = .datetime) {
    self.microseconds = microseconds
    self.offsetSeconds = offsetSeconds
    self.kind = kind
  }

  /// `now()`, in local time or in UTC.
  package static func now(utc: Bool) -> DateTimeObject {
    let moment = SystemClock.system.now()
    var seconds = moment.seconds
    if !utc { seconds += moment.local().tm_gmtoff }
    return DateTimeObject(microseconds: seconds * 1_000_000 + moment.nanoseconds / 1000)
  }

  /// A moment as the clock on this machine's wall shows it.
  package convenience init(local moment: Timestamp) {
    let seconds = moment.seconds + moment.local().tm_gmtoff
    self.init(microseconds: seconds * 1_000_000 + moment.nanoseconds / 1000)
  }

  package var typeName: String { kind.rawValue }

  private var days: Int { Int((Double(microseconds) / 86_400_000_000).rounded(.down)) }
  private var timeOfDay: Int { microseconds - days * 86_400_000_000 }
  var date: (year: Int, month: Int, day: Int) { CivilDate.date(days: days) }
  var hour: Int { timeOfDay / 3_600_000_000 }
  var minute: Int { timeOfDay / 60_000_000 % 60 }
  var second: Int { timeOfDay / 1_000_000 % 60 }
  var microsecond: Int { timeOfDay % 1_000_000 }
  /// 0 is Monday.
  var weekday: Int { ((days + 3) % 7 + 7) % 7 }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  func isoText(separator: String) throws -> String {
    let day = date
    let year = String(repeating: "0", count: max(0, 4 - "\(day.year)".count)) + "\(day.year)"
    let dateText = "\(year)-\(Self.two(day.month))-\(Self.two(day.day))"
    if kind == .date { return dateText }
    var time = "\(Self.two(hour)):\(Self.two(minute)):\(Self.two(second))"
    if microsecond != 0 {
      let digits = "\(microsecond)"
      time += "." + String(repeating: "0", count: 6 - digits.count) + digits
    }
    if let offsetSeconds {
      let size = abs(offsetSeconds)
      time += "\(offsetSeconds < 0 ? "-" : "+")\(Self.two(size / 3600)):\(Self.two(size / 60 % 60))"
    }
    return kind == .time ? time : dateText + separator + time
  }

  package func text() throws -> String { try isoText(separator: " ") }

  package func repr() throws -> String {
    let day = date
    if kind == .date { return "datetime.date(\(day.year), \(day.month), \(day.day))" }
    var parts = kind == .time ? [hour, minute] : [day.year, day.month, day.day, hour, minute]
    if second != 0 || microsecond != 0 { parts.append(second) }
    if microsecond != 0 { parts.append(microsecond) }
    return "datetime.\(kind.rawValue)(\(parts.map(String.init).joined(separator: ", ")))"
  }

  package func data() throws -> Value? { .string(try isoText(separator: "T")) }

  package func attribute(_ name: String) throws -> JinjaValue? {
    let day = date
    switch name {
    case "year": return .int(day.year)
    case "month": return .int(day.month)
    case "day": return .int(day.day)
    case "hour": return .int(hour)
    case "minute": return .int(minute)
    case "second": return .int(second)
    case "microsecond": return .int(microsecond)
    default: return method(name).map { .object($0) }
    }
  }

  private func method(_ name: String) -> BoundMethod? {
    let subject = self
    switch name {
    case "strftime", "__format__":
      return BoundMethod(name) { arguments in
        let given = try arguments.bound(to: ["format"], required: 1, of: "strftime")
        return .string(try subject.formatted(try given.requiredString("format")))
      }
    case "isoformat":
      return BoundMethod(name) { arguments in
        let given = try arguments.bound(to: ["sep"], of: "isoformat")
        return .string(try subject.isoText(separator: try given.string("sep") ?? "T"))
      }
    case "timestamp": return BoundMethod(name) { _ in .double(subject.timestamp) }
    case "date": return BoundMethod(name) { _ in .object(subject.cut(to: .date)) }
    case "time": return BoundMethod(name) { _ in .object(subject.cut(to: .time)) }
    case "weekday": return BoundMethod(name) { _ in .int(subject.weekday) }
    case "isoweekday": return BoundMethod(name) { _ in .int(subject.weekday + 1) }
    case "toordinal": return BoundMethod(name) { _ in .int(subject.days + 719_163) }
    case "replace": return BoundMethod(name) { try .object(subject.replaced($0)) }
    default: return nil
    }
  }

  private func cut(to kind: Kind) -> DateTimeObject {
    DateTimeObject(microseconds: kind == .date ? days * 86_400_000_000 : timeOfDay, kind: kind)
  }

  private func replaced(_ arguments: CallArguments) throws -> DateTimeObject {
    let given = try arguments.bound(
      to: ["year", "month", "day", "hour", "minute", "second", "microsecond"], of: "replace")
    let day = date
    let newDays = CivilDate.days(
      year: try given.int("year") ?? day.year, month: try given.int("month") ?? day.month,
      day: try given.int("day") ?? day.day)
    let clock = (try given.int("hour") ?? hour) * 3600 + (try given.int("minute") ?? minute) * 60
    let seconds = clock + (try given.int("second") ?? second)
    return DateTimeObject(
      microseconds: newDays * 86_400_000_000 + seconds * 1_000_000 + (try given.int("microsecond") ?? microsecond),
      offsetSeconds: offsetSeconds, kind: kind)
  }

  /// Seconds since 1970 in UTC; a naive time is local.
  var timestamp: Double {
    if let offsetSeconds { return Double(microseconds) / 1_000_000 - Double(offsetSeconds) }
    var parts = broken
    parts.tm_isdst = -1
    return Double(mktime(&parts)) + Double(microsecond) / 1_000_000
  }

  private var broken: tm {
    let day = date
    var parts = tm()
    parts.tm_year = Int32(clamping: day.year - 1900)
    parts.tm_mon = Int32(day.month - 1)
    parts.tm_mday = Int32(day.day)
    parts.tm_hour = Int32(hour)
    parts.tm_min = Int32(minute)
    parts.tm_sec = Int32(second)
    parts.tm_wday = Int32((weekday + 1) % 7)
    parts.tm_yday = Int32(days - CivilDate.days(year: day.year, month: 1, day: 1))
    return parts
  }

  /// `strftime`: C's directives, `%f`, and no zone for naive times.
  func formatted(_ format: String) throws -> String {
    guard !format.isEmpty else { return try text() }
    let fraction = "\(microsecond)"
    let zone = offsetSeconds.map { seconds -> String in
      let size = abs(seconds)
      return (seconds < 0 ? "-" : "+") + Self.two(size / 3600) + Self.two(size / 60 % 60)
    }
    var prepared = PythonText.replace(format, "%%", with: "\u{0}")
    prepared = PythonText.replace(
      prepared, "%f", with: String(repeating: "0", count: 6 - fraction.count) + fraction)
    prepared = PythonText.replace(prepared, "%z", with: zone ?? "")
    prepared = PythonText.replace(prepared, "%Z", with: zone == "+0000" ? "UTC" : zone.map { "UTC" + $0 } ?? "")
    prepared = PythonText.replace(prepared, "\u{0}", with: "%%")
    guard !prepared.isEmpty else { return "" }
    var parts = broken
    var buffer = [CChar](repeating: 0, count: 512 + prepared.utf8.count * 8)
    let count = strftime(&buffer, buffer.count, prepared, &parts)
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private var instant: Int { microseconds - (offsetSeconds ?? 0) * 1_000_000 }

  private func sibling(_ other: JinjaValue) -> DateTimeObject? {
    guard case .object(let object) = other, let date = object as? DateTimeObject, date.kind == kind else { return nil }
    return date
  }

  package func equals(_ other: JinjaValue) throws -> Bool? { sibling(other).map { $0.instant == instant } ?? false }

  package func compare(_ other: JinjaValue) throws -> Int? {
    guard let date = sibling(other) else { return nil }
    guard (date.offsetSeconds == nil) == (offsetSeconds == nil) else {
      throw TemplateFault("can't compare offset-naive and offset-aware datetimes", kind: .type)
    }
    return instant < date.instant ? -1 : (instant == date.instant ? 0 : 1)
  }

  package func binary(_ operation: String, _ other: JinjaValue, reflected: Bool) throws -> JinjaValue? {
    if case .object(let object) = other, let delta = object as? TimeDeltaObject {
      switch operation {
      case "+": return moved(by: delta.microseconds)
      case "-" where !reflected: return moved(by: -delta.microseconds)
      default: return nil
      }
    }
    guard operation == "-", let date = sibling(other) else { return nil }
    guard (date.offsetSeconds == nil) == (offsetSeconds == nil) else {
      throw TemplateFault("can't subtract offset-naive and offset-aware datetimes", kind: .type)
    }
    let difference = instant - date.instant
    return .object(TimeDeltaObject(microseconds: reflected ? -difference : difference))
  }

  private func moved(by delta: Int) -> JinjaValue {
    .object(DateTimeObject(microseconds: microseconds + delta, offsetSeconds: offsetSeconds, kind: kind))
  }
}
