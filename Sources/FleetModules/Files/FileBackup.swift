import FleetModuleKit
import FleetSystem
import Glibc

/// A dated copy beside a file, as Ansible's `backup_local` names it.
enum FileBackup {
  /// The copy's path; nil when there is no file to copy. In check mode nothing is made and there is no path.
  static func make(of path: String, on machine: Machine) throws -> String? {
    guard machine.files.exists(path), !machine.context.isCheck else { return nil }
    let target = "\(path).\(getpid()).\(machine.clock.now().formatted("%Y-%m-%d@%H:%M:%S~"))"
    try machine.files.copy(path, to: target)
    return target
  }
}
