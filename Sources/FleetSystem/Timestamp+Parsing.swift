import CSystem

extension Timestamp {
  /// `strptime` in the machine's time zone; nil when the text is not of that format.
  package static func parse(_ text: String, format: String) -> Timestamp? {
    var seconds = 0
    return fleet_parse_time(text, format, &seconds) == 0 ? Timestamp(seconds: seconds) : nil
  }
}
