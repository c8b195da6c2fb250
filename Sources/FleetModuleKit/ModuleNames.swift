/// The names of modules, which may be full names of collections.
package enum ModuleNames {
  /// Collections whose modules go by their short names here.
  package static let collections: Set<String> = [
    "ansible.builtin", "ansible.legacy", "ansible.posix", "community.general", "community.docker",
    "community.postgresql", "community.mysql", "community.crypto",
  ]

  /// `copy` for `ansible.builtin.copy`; a name of another collection stays whole.
  package static func short(_ name: String) -> String {
    guard let dot = name.lastIndex(of: "."), collections.contains(String(name[..<dot])) else { return name }
    return String(name[name.index(after: dot)...])
  }
}
