import FleetSystem

/// Dates as HTTP writes them, always in English.
enum WebDate {
  static func text(_ moment: Timestamp) -> String {
    moment.formatted("%a, %d %b %Y %H:%M:%S GMT", utc: true)
  }
}
