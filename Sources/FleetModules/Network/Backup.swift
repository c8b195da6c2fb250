import FleetModuleKit
import FleetSystem
import Glibc

/// Dated copies of files that are about to be replaced, named as Ansible names them.
enum Backup {
  static func make(of path: String, on machine: Machine) throws -> String {
    let stamp = machine.clock.now().formatted("%Y-%m-%d@%H:%M:%S~")
    let copy = "\(path).\(getpid()).\(stamp)"
    try machine.files.copy(path, to: copy)
    return copy
  }
}
