import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Runs apt's programs in the surroundings they need: no questions, untranslated, and with a policy-rc.d if wanted.
struct AptTool {
  private static let policyPath = "/usr/sbin/policy-rc.d"
  static let environment = [
    "DEBIAN_FRONTEND": "noninteractive", "DEBIAN_PRIORITY": "critical", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8",
    "LC_MESSAGES": "C.UTF-8", "LC_CTYPE": "C.UTF-8", "LANGUAGE": "C.UTF-8",
  ]

  let machine: Machine
  private let policyRcD: Int?

  init(_ machine: Machine, policyRcD: Int? = nil) throws {
    self.machine = machine
    self.policyRcD = policyRcD
    guard machine.processes.locate("apt-get") != nil else {
      throw ModuleFailure("`apt-get` is not on the machine: module `apt` is for Debian and its kin")
    }
  }

  var isCheck: Bool { machine.context.isCheck }

  func query(_ words: [String]) throws -> CommandOutput {
    try machine.processes.query(Command(words, environment: AptTool.environment))
  }

  /// Changes packages; in check mode `words` must hold `--simulate`.
  func change(_ words: [String]) throws -> CommandOutput {
    if isCheck { return try query(words) }
    let command = Command(words, environment: AptTool.environment)
    guard let policyRcD else { return try machine.processes.run(command) }
    let saved = try machine.files.status(AptTool.policyPath) == nil ? nil : AptTool.policyPath + ".fleet-saved"
    if let saved { try machine.files.rename(AptTool.policyPath, to: saved) }
    try machine.files.replace(AptTool.policyPath, with: Array("#!/bin/sh\nexit \(policyRcD)\n".utf8), mode: 0o755)
    defer {
      if let saved {
        try? machine.files.rename(saved, to: AptTool.policyPath)
      } else {
        try? machine.files.remove(AptTool.policyPath)
      }
    }
    return try machine.processes.run(command)
  }

  /// A result with what apt said; a failure when it failed.
  func result(
    of output: CommandOutput, _ words: [String], changed: Bool, _ message: (() -> String)? = nil
  ) throws -> ModuleResult {
    guard output.isSuccess else {
      let text = message?() ?? "'\(words.joined(separator: " "))' failed: \(output.stderrText)"
      throw ModuleFailure(
        text,
        ["stdout": .string(output.stdoutText), "stderr": .string(output.stderrText), "rc": .int(output.status)])
    }
    var result = ModuleResult()
    result.changed = changed
    result.values = ["stdout": .string(output.stdoutText), "stderr": .string(output.stderrText)]
    if machine.context.wantsDiff { result.diffs = [ModuleResult.Diff(prepared: AptTool.diff(output.stdoutText))] }
    return result
  }

  /// What apt says between reading its state and the count of packages.
  static func diff(_ output: String) -> String {
    let lines = output.lines()
    let markers = ["Resolving dependencies...", "Reading state information..."]
    let start = lines.firstIndex { markers.contains($0) }.map { $0 + 1 } ?? 0
    let end = lines[start...].firstIndex { line in
      let words = line.words()
      return words.first.flatMap { Int($0) } != nil && line.hasSubstring("upgraded")
    }
    return lines[start..<min(lines.count, (end ?? lines.count - 1) + 1)].joined(separator: "\n")
  }
}
