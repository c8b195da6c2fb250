import Glibc

/// Times as Ansible's JSON output writes them: UTC with microseconds.
enum ISOTime {
  /// `nanoseconds` since the epoch.
  static func text(_ nanoseconds: UInt64) -> String {
    var seconds = time_t(nanoseconds / 1_000_000_000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let date = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)]
    let clock = [Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec)]
    let micro = Int(nanoseconds % 1_000_000_000 / 1000)
    return date.map { pad($0, 2) }.joined(separator: "-") + "T" + clock.map { pad($0, 2) }.joined(separator: ":")
      + "." + pad(micro, 6) + "Z"
  }

  private static func pad(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
