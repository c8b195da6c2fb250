/// What a command line said, by the keys of its options.
struct ParsedOptions: Sendable {
  private(set) var counts: [String: Int] = [:]
  private(set) var lists: [String: [String]] = [:]
  var arguments: [String] = []

  mutating func note(_ key: String) { counts[key, default: 0] += 1 }
  mutating func add(_ value: String, _ key: String) {
    counts[key, default: 0] += 1
    lists[key, default: []].append(value)
  }

  func has(_ key: String) -> Bool { counts[key] != nil }
  func count(_ key: String) -> Int { counts[key] ?? 0 }
  func value(_ key: String) -> String? { lists[key]?.last }
  func values(_ key: String) -> [String] { lists[key] ?? [] }
  func number(_ key: String) -> Int? { value(key).flatMap(Int.init) }
}
