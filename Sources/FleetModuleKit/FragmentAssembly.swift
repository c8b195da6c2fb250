import FleetCore

/// How `assemble` joins fragments, wherever they are: on the machine or on the control side. The rules are those of
/// Ansible's `assemble_from_fragments`.
package struct FragmentAssembly {
  private let delimiter: [UInt8]
  private var isFirst = true
  package private(set) var bytes: [UInt8] = []

  package init(delimiter: String?) { self.delimiter = delimiter.map { Self.unescaped(Array($0.utf8)) } ?? [] }

  /// A fragment's last line is ended before the next one begins.
  package mutating func append(_ fragment: [UInt8]) {
    if !isFirst {
      if let last = bytes.last, last != 10 { bytes.append(10) }
      if !delimiter.isEmpty {
        bytes += delimiter
        if delimiter.last != 10 { bytes.append(10) }
      }
    }
    bytes += fragment
    isFirst = false
  }

  /// Python's `escape_decode` for what delimiters hold.
  private static func unescaped(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var position = 0
    while position < bytes.count {
      guard bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count else {
        result.append(bytes[position])
        position += 1
        continue
      }
      switch bytes[position + 1] {
      case UInt8(ascii: "n"): result.append(10)
      case UInt8(ascii: "t"): result.append(9)
      case UInt8(ascii: "r"): result.append(13)
      case UInt8(ascii: "\\"): result.append(UInt8(ascii: "\\"))
      default: result += bytes[position...(position + 1)]
      }
      position += 2
    }
    return result
  }
}
