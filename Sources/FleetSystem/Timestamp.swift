import CSystem
package import Glibc

/// A moment: seconds and nanoseconds since 1970 in UTC.
package struct Timestamp: Hashable, Comparable, Sendable {
  package var seconds: Int
  package var nanoseconds: Int

  package init(seconds: Int, nanoseconds: Int = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  init(_ time: timespec) {
    seconds = time.tv_sec
    nanoseconds = time.tv_nsec
  }

  /// Seconds since the epoch; what is no number is the epoch, what is beyond any calendar is cut.
  package init(_ time: Double) {
    let time = time.isNaN ? 0 : min(max(time, -1e15), 1e15)
    let whole = time.rounded(.down)
    seconds = Int(whole)
    nanoseconds = Int((time - whole) * 1e9)
  }

  /// As Python's `time.time()` and `st_mtime` say it.
  package var double: Double { Double(seconds) + Double(nanoseconds) * 1e-9 }

  var timespec: timespec { Glibc.timespec(tv_sec: seconds, tv_nsec: nanoseconds) }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }

  /// `strftime` in UTC or in the machine's time zone.
  package func formatted(_ format: String, utc: Bool = false) -> String {
    var moment = time_t(seconds)
    var parts = tm()
    if utc { gmtime_r(&moment, &parts) } else { localtime_r(&moment, &parts) }
    return Timestamp.format(parts, format)
  }

  /// The parts of the local time.
  package func local() -> tm {
    var moment = time_t(seconds)
    var parts = tm()
    localtime_r(&moment, &parts)
    return parts
  }

  private static func format(_ parts: tm, _ format: String) -> String {
    if format.isEmpty { return "" }
    var parts = parts
    var buffer = [CChar](repeating: 0, count: 256 + format.utf8.count * 4)
    let count = strftime(&buffer, buffer.count, format, &parts)
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
