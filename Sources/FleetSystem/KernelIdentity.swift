import CSystem
import Glibc

/// What `uname` says.
package struct KernelIdentity: Hashable, Sendable {
  package let system: String
  package let node: String
  package let release: String
  package let version: String
  package let machine: String

  package init(system: String, node: String, release: String, version: String, machine: String) {
    self.system = system
    self.node = node
    self.release = release
    self.version = version
    self.machine = machine
  }

  package static func current() -> KernelIdentity {
    var names = utsname()
    uname(&names)
    return KernelIdentity(
      system: text(names.sysname), node: text(names.nodename), release: text(names.release),
      version: text(names.version), machine: text(names.machine))
  }

  private static func text<Field>(_ field: Field) -> String {
    withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
