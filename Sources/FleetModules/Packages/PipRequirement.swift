import FleetCore
import FleetSystem

/// A package as pip takes it: `name[extra]>=1,<2`.
struct PipRequirement {
  private let name: String
  private let limits: [(sign: String, version: [Int])]

  init(_ text: String) {
    let plain = text.prefix { $0 != ";" }
    let head = plain.prefix { !"<>=!~[ (".contains($0) }
    name = PipRequirement.canonical(String(head))
    var limits: [(sign: String, version: [Int])] = []
    let tail = plain.dropFirst(head.count).drop { $0 == "[" }
    for part in String(tail).split(separator: ",") {
      let part = part.trimmingSpace()
      let sign = part.prefix { "<>=!~".contains($0) }
      if !sign.isEmpty {
        limits.append((String(sign), PipRequirement.numbers(part.dropFirst(sign.count).trimmingSpace())))
      }
    }
    self.limits = limits
  }

  private static func canonical(_ name: String) -> String {
    var text = ""
    for character in name.lowercased() {
      let isDash = "-_.".contains(character)
      if isDash, text.last == "-" { continue }
      text.append(isDash ? "-" : character)
    }
    return text
  }

  private static func numbers(_ version: String) -> [Int] {
    version.split(separator: ".").map { Int($0.prefix(while: \.isNumber)) ?? 0 }
  }

  /// Whether one of the lines `name==version` of `pip list` fulfils it.
  func isSatisfied(by list: [String]) -> Bool {
    for line in list {
      let parts = line.fields(separatedBy: "==")
      guard parts.count == 2, PipRequirement.canonical(parts[0]) == name else { continue }
      let version = PipRequirement.numbers(parts[1])
      return limits.allSatisfy { compare(version, $0.version, $0.sign) }
    }
    return false
  }

  private func compare(_ left: [Int], _ right: [Int], _ sign: String) -> Bool {
    let length = max(left.count, right.count)
    let padded = [left, right].map { $0 + Array(repeating: 0, count: length - $0.count) }
    let isLess = padded[0].lexicographicallyPrecedes(padded[1])
    let isEqual = padded[0] == padded[1]
    switch sign {
    case "==", "===": return isEqual
    case "!=": return !isEqual
    case ">=": return !isLess
    case ">": return !isLess && !isEqual
    case "<=": return isLess || isEqual
    case "<": return isLess
    case "~=": return !isLess && left.prefix(max(1, right.count - 1)) == right.prefix(max(1, right.count - 1))
    default: return true
    }
  }
}
