/// Names of modules as playbooks write them.
enum ModuleNames {
  /// Collections whose modules `fleet` knows by their short names.
  private static let known = [
    "ansible.builtin.", "ansible.legacy.", "ansible.posix.", "community.general.", "community.docker.",
  ]

  /// `copy` for `ansible.builtin.copy`; other names stay as they are.
  static func canonical(_ name: String) -> String {
    for prefix in known where name.hasPrefix(prefix) { return String(name.dropFirst(prefix.count)) }
    return name
  }
}
