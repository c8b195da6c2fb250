package import FleetCore
import FleetSystem

extension FileAttributes {
  /// What changed of a file's attributes, for the diff.
  package struct Changes: Sendable {
    package var before: ValueMap = [:]
    package var after: ValueMap = [:]
    package init() {}
  }

  /// Whether a task gives any of them.
  package var isEmpty: Bool {
    owner == nil && group == nil && mode == nil && attributes == nil && seuser == nil && serole == nil
      && setype == nil && selevel == nil
  }

  /// Brings owner, group, mode, label and flags of `path` (a link itself, not its target) to what the task gives, in
  /// Ansible's order. In check mode only tells. Returns whether something differs.
  package func apply(to path: String, on machine: Machine, changes: inout Changes) throws -> Bool {
    guard !isEmpty else { return false }
    // In check mode a file that would be made differs in all that is asked for.
    if machine.context.isCheck, !machine.files.exists(path), try machine.files.linkStatus(path) == nil { return true }
    guard let status = try machine.files.linkStatus(path) else {
      throw ModuleFailure("file not found: \(path)", ["path": .string(path)])
    }
    var changed = try applyLabel(to: path, on: machine, &changes)
    changed = try applyOwner(to: path, status, on: machine, &changes) || changed
    changed = try applyGroup(to: path, status, on: machine, &changes) || changed
    changed = try applyMode(to: path, on: machine, &changes) || changed
    return try applyFlags(to: path, on: machine, &changes) || changed
  }

  private func applyLabel(to path: String, on machine: Machine, _ changes: inout Changes) throws -> Bool {
    let wanted = [seuser, serole, setype, selevel]
    guard wanted.contains(where: { $0 != nil }), let label = SELinux.label(of: path) else { return false }
    let standard = wanted.contains("_default") ? SELinux.defaultLabel(of: path, on: machine) : nil
    var new = label
    for position in label.indices where position < wanted.count {
      guard let part = wanted[position] else { continue }
      if part == "_default" {
        if let standard, position < standard.count { new[position] = standard[position] }
      } else {
        new[position] = part
      }
    }
    guard new != label else { return false }
    changes.before["secontext"] = .list(label.map { .string($0) })
    changes.after["secontext"] = .list(new.map { .string($0) })
    if !machine.context.isCheck { try SELinux.setLabel(of: path, to: new, on: machine) }
    return true
  }

  private func applyOwner(
    to path: String, _ status: FileStatus, on machine: Machine, _ changes: inout Changes
  ) throws -> Bool {
    guard let owner else { return false }
    guard let id = UInt32(owner) ?? machine.accounts.user(named: owner)?.id else {
      throw ModuleFailure(
        "chown failed: failed to look up user \(owner)", PathInfo.values(path, on: machine), parameter: "owner")
    }
    guard id != status.userID else { return false }
    changes.before["owner"] = .int(Int(status.userID))
    changes.after["owner"] = .int(Int(id))
    if machine.context.isCheck { return true }
    do { try machine.files.setOwner(path, userID: id) } catch let error as SystemError {
      throw ModuleFailure("chown failed: \(error)", PathInfo.values(path, on: machine))
    }
    return true
  }

  private func applyGroup(
    to path: String, _ status: FileStatus, on machine: Machine, _ changes: inout Changes
  ) throws -> Bool {
    guard let group else { return false }
    guard let id = UInt32(group) ?? machine.accounts.group(named: group)?.id else {
      throw ModuleFailure(
        "chgrp failed: failed to look up group \(group)", PathInfo.values(path, on: machine), parameter: "group")
    }
    guard id != status.groupID else { return false }
    changes.before["group"] = .int(Int(status.groupID))
    changes.after["group"] = .int(Int(id))
    if machine.context.isCheck { return true }
    do { try machine.files.setOwner(path, groupID: id) } catch let error as SystemError {
      throw ModuleFailure("chgrp failed: \(error)", PathInfo.values(path, on: machine))
    }
    return true
  }

  private func applyMode(to path: String, on machine: Machine, _ changes: inout Changes) throws -> Bool {
    guard let mode, let status = try machine.files.linkStatus(path) else { return false }
    let bits: UInt32
    do throws(ConversionFault) {
      bits = try mode.bits(
        current: status.permissions, isDirectory: status.isDirectory, umask: FileSystem.umask())
    } catch {
      throw ModuleFailure("mode must be in octal or symbolic form", ["path": .string(path)], parameter: "mode")
    }
    guard bits != status.permissions else { return false }
    changes.before["mode"] = .string(FileMode.text(status.permissions))
    changes.after["mode"] = .string(FileMode.text(bits))
    if machine.context.isCheck { return true }
    // Linux keeps no mode for links: their targets are left alone and nothing changes.
    if status.isSymlink { return false }
    do { try machine.files.setMode(path, bits) } catch let error as SystemError {
      throw ModuleFailure("chmod failed: \(error)", PathInfo.values(path, on: machine))
    }
    return try machine.files.linkStatus(path)?.permissions != status.permissions
  }

  private func applyFlags(to path: String, on machine: Machine, _ changes: inout Changes) throws -> Bool {
    guard let attributes, !attributes.isEmpty else { return false }
    let sign: Character = attributes.first.map { "+-=".contains($0) ? $0 : "=" } ?? "="
    let letters = attributes.first.map { "+-".contains($0) } == true ? String(attributes.dropFirst()) : attributes
    let existing = machine.files.inodeFlags(path) ?? ""
    guard !letters.isEmpty, existing != letters || sign == "-" else { return false }
    changes.before["attributes"] = .string(existing)
    changes.after["attributes"] = .string("\(sign)\(letters)")
    if machine.context.isCheck { return true }
    do {
      try machine.files.changeInodeFlags(path, operation: sign, letters: letters.filter { $0 != "=" })
    } catch let error as SystemError {
      throw ModuleFailure("chattr failed: \(error)", PathInfo.values(path, on: machine))
    }
    return true
  }
}
