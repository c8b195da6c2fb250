/// Options in ssh_config's names, lower case. As there, the first value of a name wins; IdentityFile gathers.
struct SSHOptions: Sendable {
  private static let gathering: Set<String> = ["identityfile", "certificatefile"]

  private var values: [String: [String]] = [:]

  mutating func add(_ name: String, _ value: String) {
    let key = name.lowercased()
    if values[key] == nil || Self.gathering.contains(key) { values[key, default: []].append(value) }
  }

  /// Puts the other's options behind these.
  mutating func fill(from other: SSHOptions) {
    for (name, list) in other.values { for value in list { add(name, value) } }
  }

  func first(_ name: String) -> String? { values[name]?.first }
  func all(_ name: String) -> [String] { values[name] ?? [] }

  /// ssh_config's yes and no; nil for anything else.
  func flag(_ name: String) -> Bool? {
    switch first(name)?.lowercased() {
    case "yes", "true": true
    case "no", "false": false
    default: nil
    }
  }

  /// Seconds, or a time such as `1m30s`.
  func seconds(_ name: String) -> Double? {
    guard let text = first(name)?.lowercased() else { return nil }
    var total = 0.0
    var digits = ""
    for character in text {
      if character.isNumber {
        digits.append(character)
        continue
      }
      let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800]
      guard let unit = units[character], let number = Double(digits) else { return nil }
      total += number * unit
      digits = ""
    }
    if !digits.isEmpty { total += Double(digits) ?? 0 }
    return total
  }
}
