import FleetCore
import FleetModuleKit
import FleetSystem

/// The signature of a commit or tag.
struct GitSignature {
  private let task: GitModule
  private let git: Git
  private let path: String

  init(_ task: GitModule, _ git: Git, _ path: String) {
    self.task = task
    self.git = git
    self.path = path
  }

  func verify() throws {
    let kind = try git.query(["cat-file", "-t", "refs/tags/\(task.version)"], in: path)
    let verb = kind.stdoutText.trimmingSpace() == "tag" ? "verify-tag" : "verify-commit"
    let output = try git.query([verb] + (task.trustedKeys.isEmpty ? [] : ["--raw"]) + [task.version], in: path)
    guard output.isSuccess else {
      throw ModuleFailure(
        "Failed to verify GPG signature of commit/tag \"\(task.version)\"",
        ["stdout": .string(output.stdoutText), "stderr": .string(output.stderrText), "rc": .int(output.status)])
    }
    guard !task.trustedKeys.isEmpty else { return }
    let fingerprint = GitSignature.fingerprint(output.stderrText) ?? ""
    guard task.trustedKeys.contains(fingerprint) else {
      throw ModuleFailure(
        "The gpg_allowlist does not include the public key \"\(fingerprint)\" for this commit",
        parameter: "gpg_allowlist")
    }
  }

  /// Of the primary key: the last word of GnuPG's VALIDSIG line, when it is there.
  private static func fingerprint(_ text: String) -> String? {
    for words in text.lines().map({ $0.words() }) where words.count > 2 && words[1] == "VALIDSIG" {
      return words.count >= 12 ? words[11] : words[2]
    }
    return nil
  }
}
