import FleetCore
import FleetModuleKit
import FleetSystem

/// The `validate` command of the modules that write files: it must accept the contents before they are put in place.
enum FileValidation {
  /// Writes `bytes` to a temporary file, runs the command with it in place of `%s`; throws when it fails.
  static func check(
    _ command: String, contents bytes: [UInt8], of path: String, mode: UInt32? = nil, on machine: Machine
  ) throws {
    guard command.hasSubstring("%s") else { throw ModuleFailure("validate must contain %s: \(command)") }
    let suffix = FilePath.splitExtension(path).ext
    let name = "validate-\(UInt32.random(in: .min ... .max))\(suffix)"
    let temporary = FilePath.join(machine.context.temporaryFolder, name)
    try machine.files.create(temporary, with: bytes, mode: 0o600)
    defer { try? machine.files.remove(temporary) }
    if let mode { try machine.files.setMode(temporary, mode) }
    let words = try ShellWords.split(command).map { word in
      word.replacingSubstrings(of: "%s", with: temporary).replacingSubstrings(of: "%%", with: "%")
    }
    let output = try machine.processes.run(Command(words))
    guard output.isSuccess else {
      throw ModuleFailure(
        "failed to validate: rc:\(output.status) error:\(output.complaint)",
        [
          "exit_status": .int(output.status), "stdout": .string(output.stdoutText),
          "stderr": .string(output.stderrText),
        ])
    }
  }
}
