package import FleetCore
import FleetSystem

/// What every result about a file says of it at the end (Ansible's `add_path_info`).
package enum PathInfo {
  /// `uid`, `gid`, `owner`, `group`, `mode`, `state`, `size`; nothing when the file is not there.
  package static func add(_ path: String, on machine: Machine, to values: inout ValueMap) {
    guard machine.files.exists(path), let status = try? machine.files.linkStatus(path) else { return }
    values["uid"] = .int(Int(status.userID))
    values["gid"] = .int(Int(status.groupID))
    values["owner"] = .string(machine.accounts.user(id: status.userID)?.name ?? String(status.userID))
    values["group"] = .string(machine.accounts.group(id: status.groupID)?.name ?? String(status.groupID))
    values["mode"] = .string(FileMode.text(status.permissions))
    values["state"] = .string(state(of: path, status, on: machine))
    if let label = SELinux.label(of: path) { values["secontext"] = .string(label.joined(separator: ":")) }
    values["size"] = .int(status.size)
  }

  /// The path and what `add` says of it, for failures.
  package static func values(_ path: String, on machine: Machine) -> ValueMap {
    var values: ValueMap = ["path": .string(path)]
    add(path, on: machine, to: &values)
    return values
  }

  private static func state(of path: String, _ status: FileStatus, on machine: Machine) -> String {
    if status.isSymlink { return "link" }
    if status.isDirectory { return "directory" }
    return status.links > 1 ? "hard" : "file"
  }
}
