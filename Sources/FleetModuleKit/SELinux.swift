import FleetCore
import FleetSystem

/// SELinux labels, read and written as extended attributes; absent on machines without it.
enum SELinux {
  static let isEnabled = FileSystem.exists("/sys/fs/selinux/enforce")
  private static let attribute = "security.selinux"

  /// User, role, type and level of a file's label.
  static func label(of path: String) -> [String]? {
    guard isEnabled, let bytes = FileSystem.extendedAttribute(path, attribute, follow: false) else { return nil }
    let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    return text.split(separator: ":", maxSplits: 3).map(String.init)
  }

  /// The label that the policy has for the path, asked of `matchpathcon`.
  static func defaultLabel(of path: String, on machine: Machine) -> [String]? {
    guard let output = try? machine.processes.query("matchpathcon", "-n", path), output.isSuccess else { return nil }
    return output.stdoutText.trimmingSpace().split(separator: ":", maxSplits: 3).map(String.init)
  }

  static func setLabel(of path: String, to label: [String], on machine: Machine) throws {
    try machine.files.setExtendedAttribute(path, attribute, Array(label.joined(separator: ":").utf8) + [0])
  }
}
