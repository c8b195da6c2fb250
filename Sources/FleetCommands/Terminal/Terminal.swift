import CSystem
import FleetSystem
import Glibc

/// The terminal that the program stands in.
enum Terminal {
  /// Its width; 80 where there is none.
  static var columns: Int {
    var size = winsize()
    let known = withUnsafeMutablePointer(to: &size) { pointer in
      pointer.withMemoryRebound(to: Int32.self, capacity: 1) { fleet_ioctl_int(1, UInt(TIOCGWINSZ), $0) }
    }
    if known == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return Environment.variable("COLUMNS").flatMap(Int.init) ?? 80
  }

  /// Writes bytes as they are, to standard output or error.
  static func write(_ bytes: [UInt8], to descriptor: Int32 = 1) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno != EINTR { return }
      rest = rest.dropFirst(max(0, count))
    }
  }

  /// Everything of standard input, within a bound.
  static func readInput(limit: Int) -> [UInt8] {
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while result.count < limit {
      let count = read(0, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      result += buffer[..<count]
    }
    return result
  }
}
