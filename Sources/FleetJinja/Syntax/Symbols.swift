import FleetCore

/// What the parser learns about a template's names while it reads.
struct Symbols {
  private(set) var names: [String] = []
  private var ids: [String: Int32] = [:]
  var blocks: [(String, BlockNode)] = []
  private(set) var freeNames: Set<String> = []
  var unknownFunctions: [UnknownFunction] = []
  /// The names that the blocks around the current place bind.
  private var bound: [Set<String>] = [[]]

  mutating func id(_ name: String) -> Int32 {
    if let known = ids[name] { return known }
    let id = Int32(names.count)
    names.append(name)
    ids[name] = id
    return id
  }

  mutating func read(_ name: String) {
    if !bound.contains(where: { $0.contains(name) }) { freeNames.insert(name) }
  }

  /// A name that a template reads in a way only known from its arguments, such as `lookup('vars', 'name')`.
  mutating func readIndirectly(_ name: String) { freeNames.insert(name) }

  /// The numbers of the names that something in the template binds.
  private(set) var everBound: Set<Int32> = []

  mutating func bind(_ name: String) {
    bound[bound.count - 1].insert(name)
    everBound.insert(id(name))
  }

  /// The number of a name that is assigned to.
  mutating func boundID(_ name: String) -> Int32 {
    let id = id(name)
    everBound.insert(id)
    return id
  }
  mutating func openScope(_ names: [String] = []) { bound.append(Set(names)) }
  mutating func closeScope() { bound.removeLast() }
}
