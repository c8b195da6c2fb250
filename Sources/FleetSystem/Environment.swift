import CSystem
import Glibc

/// The environment of this process.
package enum Environment {
  package static func variable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    return String(cString: value)
  }

  /// Every `NAME=value`, in the order of the process.
  package static func all() -> [(name: String, value: String)] {
    var result: [(name: String, value: String)] = []
    guard var entry = fleet_environ() else { return result }
    while let text = entry.pointee {
      let line = String(cString: text)
      if let sign = line.dropFirst().firstIndex(of: "=") {
        result.append((String(line[..<sign]), String(line[line.index(after: sign)...])))
      }
      entry += 1
    }
    return result
  }

  package static func dictionary() -> [String: String] {
    Dictionary(all().map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
  }
}
