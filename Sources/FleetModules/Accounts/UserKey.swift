import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// The SSH key that `generate_ssh_key` wants a user to have.
struct UserKey {
  private let bits: Int
  private let type: String
  private let file: PathArgument?
  private let comment: String?
  private let passphrase: String?

  /// Reads the parameters; nil when no key is wanted.
  init?(_ parameters: inout Parameters) {
    let isWanted: Bool = parameters.optional(
      "generate_ssh_key", default: false, "Make an SSH key for the user if there is none.")
    bits = parameters.optional("ssh_key_bits", default: 0, "The key's size; ssh-keygen's default when 0.")
    type = parameters.optional("ssh_key_type", default: "rsa", "The key's type.")
    file = parameters.optional("ssh_key_file", "Where it is, relative to the home folder; `.ssh/id_<type>`.")
    comment = parameters.optional("ssh_key_comment", "The remark at its end.")
    passphrase = parameters.optional("ssh_key_passphrase", noLog: true, "The passphrase of the private key.")
    if !isWanted { return nil }
  }

  func ensure(for user: Accounts.User, force: Bool, _ machine: Machine, _ result: inout ModuleResult) throws {
    let name = file?.text ?? ".ssh/id_\(type)"
    if !FilePath.isAbsolute(name), !machine.files.exists(user.home), !machine.context.isCheck {
      throw ModuleFailure("User \(user.name) home directory does not exist", ["name": .string(user.name)])
    }
    let path = FilePath.join(user.home, name)
    if try generate(path, user, force: force, machine) { result.changed = true }
    let print = try machine.processes.query("ssh-keygen", "-l", "-f", path)
    result.values["ssh_fingerprint"] = .string((print.isSuccess ? print.stdoutText : print.stderrText).trimmingSpace())
    result.values["ssh_key_file"] = .string(path)
    result.values["ssh_public_key"] = Value(text: (try? machine.files.readText("\(path).pub"))?.trimmingSpace())
  }

  /// Whether a key is made, or would be.
  private func generate(_ path: String, _ user: Accounts.User, force: Bool, _ machine: Machine) throws -> Bool {
    for (existing, kind) in [(path, "private"), ("\(path).pub", "public")] where machine.files.exists(existing) {
      guard force else {
        machine.warnings.append(
          "Found existing ssh key \(kind) file \"\(existing)\", no force, so skipping ssh-keygen generation")
        return false
      }
      machine.warnings.append("Overwriting existing ssh key \(kind) file \"\(existing)\"")
    }
    if machine.context.isCheck { return true }
    let folder = FilePath.folder(of: path)
    if !machine.files.exists(folder) {
      try machine.files.makeDirectory(folder, mode: 0o700)
      try machine.files.setOwner(folder, userID: user.id, groupID: user.groupID)
    }
    for existing in [path, "\(path).pub"] where machine.files.exists(existing) { try machine.files.remove(existing) }
    let remark = comment ?? "ansible-generated on \(KernelIdentity.current().node)"
    var command = Command(
      ["ssh-keygen", "-t", type] + (bits > 0 ? ["-b", String(bits)] : []) + ["-C", remark, "-f", path])
    var secretFolder: String?
    if let passphrase {
      secretFolder = try askingFor(passphrase, machine, &command)
    } else {
      command.arguments += ["-N", ""]
    }
    defer { if let secretFolder { try? FileSystem.removeTree(secretFolder) } }
    let output = try machine.processes.run(command)
    guard output.isSuccess else {
      throw ModuleFailure(output.complaint, ["name": .string(user.name), "rc": .int(output.status)])
    }
    for made in [path, "\(path).pub"] { try machine.files.setOwner(made, userID: user.id, groupID: user.groupID) }
    return true
  }

  /// ssh-keygen asks a program for the passphrase, so that it stands in no argument and no environment.
  private func askingFor(_ passphrase: String, _ machine: Machine, _ command: inout Command) throws -> String {
    let folder = try FileSystem.makeTemporaryDirectory(in: machine.context.temporaryFolder, prefix: "key-")
    let secret = FilePath.join(folder, "secret")
    let program = FilePath.join(folder, "ask")
    try FileSystem.create(secret, with: Array((passphrase + "\n").utf8), mode: 0o600)
    try FileSystem.create(program, with: Array("#!/bin/sh\nexec cat '\(secret)'\n".utf8), mode: 0o700)
    command.environment = ["SSH_ASKPASS": program, "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": ":0"]
    return folder
  }
}
