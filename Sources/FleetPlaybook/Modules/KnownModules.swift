import FleetCore

/// The names of modules that people use and that may not be built in: a task with one loads, is skipped when its
/// condition is false, and fails only when it is reached; a name that nobody knows is a fault before the run.
package enum KnownModules {
  private static let listed = Dictionary(
    table.map { ($0.collection, WordIndex([$0.names])) }, uniquingKeysWith: { first, _ in first })
  private static let beginnings = prefixes.spacedWords
  private static let shortNames = WordIndex(table.lazy.map(\.names))

  /// Whether a short name stands for a module of a listed collection.
  package static func isShortName(_ name: String) -> Bool { shortNames.contains(name) }

  /// Whether the name is one that somebody uses. Modules of collections that are not known here may exist.
  package static func contains(_ name: String) -> Bool {
    let parts = name.fields(separatedBy: ".")
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
    let parts = name.fields(separatedBy: ".")
    guard parts.count >= 3 else { return Set(table.flatMap(\.names.spacedWords)).sorted() }
    let collection = parts[0] + "." + parts[1]
    let names = table.first { $0.collection == collection }?.names ?? ""
    return names.spacedWords.sorted().map { "\(collection).\($0)" }
  }

  /// The collection that a short name belongs to.
  package static func collection(of name: String) -> String? {
    table.first { listed[$0.collection]?.contains(name) == true }?.collection
  }
}
