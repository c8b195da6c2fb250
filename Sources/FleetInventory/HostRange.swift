import FleetCore

/// Counts out host names with ranges in them: `web[01:20]`, `db-[a:c]`, `n[0:8:2]` (`expand_hostname_range`).
enum HostRange {
  private static let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".unicodeScalars)

  /// The host names and the port of a host entry of an inventory (`_expand_hostpattern`).
  static func hosts(_ text: String, at span: Span?) throws(DiagnosticError) -> (names: [String], port: Int?) {
    let address = HostAddress(text, allowsRanges: true)
    let pattern = address?.host ?? text
    guard pattern.utf8.contains(UInt8(ascii: "[")) else { return ([pattern], address?.port) }
    var names: [String] = []
    try expand(pattern, into: &names, at: span)
    return (names, address?.port)
  }

  private static func expand(_ pattern: String, into names: inout [String], at span: Span?) throws(DiagnosticError) {
    guard let open = pattern.firstIndex(of: "[") else {
      guard names.count < Limits.inventoryHosts else {
        throw DiagnosticError(.tooLarge, "the range stands for more than \(Limits.inventoryHosts) hosts", at: span)
      }
      names.append(pattern)
      return
    }
    guard let close = pattern[open...].firstIndex(of: "]") else {
      throw fault("`\(pattern)` has a `[` without a `]`", span)
    }
    let head = pattern[..<open]
    let tail = pattern[pattern.index(after: close)...]
    for part in try values(pattern[pattern.index(after: open)..<close], pattern, span) {
      try expand("\(head)\(part)\(tail)", into: &names, at: span)
    }
  }

  private static func values(_ range: Substring, _ pattern: String, _ span: Span?) throws(DiagnosticError) -> [String] {
    let fields = range.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 2 || fields.count == 3 else {
      throw fault("the range `[\(range)]` is not `[first:last]` or `[first:last:step]`", span)
    }
    let first = fields[0].isEmpty ? "0" : fields[0]
    let last = fields[1]
    guard !last.isEmpty else { throw fault("the range `[\(range)]` has no end", span) }
    guard let step = fields.count == 2 ? 1 : Int(fields[2]), step > 0 else {
      throw fault("the step of the range `[\(range)]` is not a number above 0", span)
    }
    if first.unicodeScalars.count == 1, last.unicodeScalars.count == 1,
      let start = letters.firstIndex(where: { String($0) == first }),
      let end = letters.firstIndex(where: { String($0) == last })
    {
      guard start <= end else { throw fault("the range `[\(range)]` ends before it begins", span) }
      return stride(from: start, through: end, by: step).map { String(letters[$0]) }
    }
    guard let start = Int(first), let end = Int(last) else {
      throw fault("the ends of the range `[\(range)]` are neither numbers nor single letters", span)
    }
    let isPadded = first.hasPrefix("0") && first.count > 1
    guard !isPadded || first.count == last.count else {
      throw fault("the ends of the range `[\(range)]` are not of the same width", span)
    }
    guard end - start < Limits.inventoryHosts else {
      throw DiagnosticError(.tooLarge, "the range stands for more than \(Limits.inventoryHosts) hosts", at: span)
    }
    return stride(from: start, through: end, by: step).map { number in
      let digits = String(number)
      return isPadded ? String(repeating: "0", count: max(0, first.count - digits.count)) + digits : digits
    }
  }

  private static func fault(_ message: String, _ span: Span?) -> DiagnosticError {
    DiagnosticError(.invalidHostRange, message, at: span, help: ["write it as `web[01:20]` or `db-[a:f]`"])
  }
}
