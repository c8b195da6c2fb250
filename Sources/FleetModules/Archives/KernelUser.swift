import Glibc

/// Who this process is.
enum KernelUser {
  static var id: UInt32 { geteuid() }
  static var groupID: UInt32 { getegid() }
  static var isRoot: Bool { id == 0 }
}
