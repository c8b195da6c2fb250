import FleetSystem

/// System V scripts in /etc/init.d.
enum InitScript {
  static let folder = "/etc/init.d"

  static func exists(_ name: String) -> Bool { FileSystem.exists(FilePath.join(folder, name)) }

  /// Whether a start link exists in any runlevel.
  static func isEnabled(_ name: String) -> Bool {
    for level in ["2", "3", "4", "5"] {
      let links = (try? FileSystem.list("/etc/rc\(level).d")) ?? []
      if links.contains(where: { $0.hasPrefix("S") && $0.dropFirst(3) == name[...] }) { return true }
    }
    return false
  }
}
