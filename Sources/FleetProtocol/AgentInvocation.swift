/// The words with which the control side starts an agent, and the agent's reading of them.
package struct AgentInvocation: Sendable, Hashable {
  /// SHA-256 (hex) of the binary, told back in `Hello`.
  package var digest: String
  /// Names the session folder and its journal: lower-case letters and digits, chosen at random by the control side. An
  /// agent started again with the same name after a lost connection answers `fates` from that journal.
  package var session: String
  /// Where session folders may live, in order (a leading `~/` is the home of the agent's user); empty for
  /// `~/.cache/fleet`, then `/var/tmp/fleet-UID`.
  package var folders: [String]

  package init(digest: String, session: String, folders: [String] = []) {
    self.digest = digest
    self.session = session
    self.folders = folders
  }

  /// `--digest D --session S --folder F ...`: what follows the program's name.
  package var words: [String] {
    ["--digest", digest, "--session", session] + folders.flatMap { ["--folder", $0] }
  }

  /// Reads the words after the program's name; nil when they are not an invocation.
  package init?(words: [String]) {
    self.init(digest: "", session: "")
    var rest = words[...]
    while let option = rest.popFirst() {
      guard let word = rest.popFirst() else { return nil }
      switch option {
      case "--digest": digest = word
      case "--session": session = word
      case "--folder": folders.append(word)
      default: return nil
      }
    }
    let isPlain = session.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) }
    guard !session.isEmpty, session.utf8.count <= 64, isPlain else { return nil }
  }
}
