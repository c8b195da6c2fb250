/// The names of modules that people use and that may not be built in: a task with one loads, is skipped when its
/// condition is false, and fails only when it is reached; a name that nobody knows is a fault before the run.
package enum KnownModules {
  private static let listed: [String: Set<String>] = Dictionary(
    table.map { ($0.collection, Set($0.names.split(separator: " ").map(String.init))) }
  ) { $0.union($1) }
  private static let unlisted = Set(collections.split(separator: " ").map(String.init))
  private static let beginnings = prefixes.split(separator: " ").map(String.init)

  /// Every short name that stands for a module of a listed collection.
  package static let shortNames: Set<String> = {
    var names = Set<String>(minimumCapacity: listed.values.reduce(0) { $0 + $1.count })
    for collection in listed.values { names.formUnion(collection) }
    return names
  }()

  /// Whether the name is one that somebody uses. Modules of collections that are not known here may exist.
  package static func contains(_ name: String) -> Bool {
    let parts = name.split(separator: ".").map(String.init)
    guard parts.count >= 3 else {
      return shortNames.contains(name)
        || beginnings.contains { name == $0 || ($0.hasSuffix("_") && name.hasPrefix($0)) }
    }
    let collection = parts[0] + "." + parts[1]
    guard let names = listed[collection == "ansible.legacy" ? "ansible.builtin" : collection] else { return true }
    return names.contains(parts[2...].joined(separator: "."))
  }

  /// Names of the same collection as a full name, or all short ones, to suggest from.
  package static func neighbors(of name: String) -> [String] {
    let parts = name.split(separator: ".").map(String.init)
    guard parts.count >= 3 else { return shortNames.sorted() }
    let collection = parts[0] + "." + parts[1]
    return (listed[collection] ?? []).sorted().map { "\(collection).\($0)" }
  }

  /// The collection that a short name belongs to.
  package static func collection(of name: String) -> String? {
    table.first { listed[$0.collection]?.contains(name) == true }?.collection
  }
}
