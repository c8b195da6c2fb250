/// The names of modules, which may be full names of collections.
package enum ModuleNames {
  /// Collections whose modules go by their short names here.
  private static let prefixes = [
    "ansible.builtin.", "ansible.legacy.", "ansible.posix.", "community.general.", "community.docker.",
    "community.postgresql.", "community.mysql.", "community.crypto.",
  ]

  /// `copy` for `ansible.builtin.copy`; a name of another collection stays whole.
  package static func short(_ name: String) -> String {
    for prefix in prefixes where name.hasPrefix(prefix) { return String(name.dropFirst(prefix.count)) }
    return name
  }
}
