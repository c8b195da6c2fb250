import FleetSystem

/// The parameters that every module which writes files shares: owner, mode, labels and flags.
package struct FileAttributes: Sendable, Hashable {
  package var owner: String?
  package var group: String?
  package var mode: FileMode?
  /// Letters of `chattr`, with `+`, `-` or `=` before them.
  package var attributes: String?
  package var seuser: String?
  package var serole: String?
  package var setype: String?
  package var selevel: String?
  package var usesUnsafeWrites: Bool

  package init(_ parameters: inout Parameters) {
    mode = parameters.optional(
      "mode", "Permission bits, such as `\"0644\"` or `u=rw,g=r,o=`; left as they are if absent.")
    owner = parameters.optional("owner", "The user who shall own it, by name or number.")
    group = parameters.optional("group", "The group that shall own it, by name or number.")
    seuser = parameters.optional("seuser", "The user part of the SELinux label.")
    serole = parameters.optional("serole", "The role part of the SELinux label.")
    setype = parameters.optional("setype", "The type part of the SELinux label.")
    selevel = parameters.optional("selevel", "The level part of the SELinux label.")
    attributes = parameters.optional("attributes", aliases: ["attr"], "File flags, as `chattr` takes them.")
    usesUnsafeWrites = parameters.optional(
      "unsafe_writes", default: Self.unsafeWritesOfEnvironment,
      "Write in place when the file cannot be replaced in one step.")
  }

  /// `ANSIBLE_UNSAFE_WRITES`, Ansible's fallback for a task that does not say.
  private static var unsafeWritesOfEnvironment: Bool {
    guard let text = Environment.variable("ANSIBLE_UNSAFE_WRITES") else { return false }
    return ["1", "true", "yes", "on", "y", "t"].contains(text.lowercased())
  }

  package init(owner: String? = nil, group: String? = nil, mode: FileMode? = nil) {
    self.owner = owner
    self.group = group
    self.mode = mode
    usesUnsafeWrites = false
  }
}
