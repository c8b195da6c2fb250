import FleetSystem

/// The lines of an `authorized_keys` file; lines that nobody asks to change stay as they are.
struct AuthorizedKeys {
  /// One key with what stands around it.
  struct Key: Equatable {
    private static let types = [
      "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-dss", "ssh-rsa",
      "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com", "ssh-xmss@openssh.com",
      "ssh-xmss-cert-v01@openssh.com", "ssh-rsa-cert-v01@openssh.com", "ssh-dss-cert-v01@openssh.com",
      "ssh-ed25519-cert-v01@openssh.com", "ecdsa-sha2-nistp256-cert-v01@openssh.com",
      "ecdsa-sha2-nistp384-cert-v01@openssh.com", "ecdsa-sha2-nistp521-cert-v01@openssh.com",
      "sk-ssh-ed25519-cert-v01@openssh.com", "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
    ]

    var options: String
    let type: String
    let data: String
    var comment: String

    /// Reads `[options] type key [comment]`; nil for a line that holds no key.
    init?(_ line: String) {
      var rest = line[...]
      var words: [Substring] = []
      var before: [Substring] = []
      while let word = Key.nextWord(&rest) {
        if words.isEmpty, Key.types.contains(String(word)) {
          words.append(word)
        } else if words.count == 1 {
          words.append(word)
          break
        } else {
          before.append(word)
        }
      }
      guard words.count == 2 else { return nil }
      options = before.joined(separator: " ")
      type = String(words[0])
      data = String(words[1])
      comment = rest.trimmingSpace()
    }

    /// White space inside quotes separates nothing.
    private static func nextWord(_ rest: inout Substring) -> Substring? {
      rest = rest.drop(while: \.isWhitespace)
      guard !rest.isEmpty else { return nil }
      var isQuoted = false
      var isEscaped = false
      var end = rest.startIndex
      while end < rest.endIndex {
        let character = rest[end]
        if isEscaped {
          isEscaped = false
        } else if character == "\\" {
          isEscaped = true
        } else if character == "\"" {
          isQuoted.toggle()
        } else if character.isWhitespace, !isQuoted {
          break
        }
        end = rest.index(after: end)
      }
      let word = rest[..<end]
      rest = rest[end...]
      return word
    }

    var rendered: String {
      [options, type, data, comment].filter { !$0.isEmpty }.joined(separator: " ")
    }
  }

  private var lines: [(text: String, key: Key?)] = []

  init(_ text: String) {
    for line in text.lines() {
      let isRemark = line.trimmingSpace().hasPrefix("#")
      lines.append((line, isRemark ? nil : Key(line)))
    }
  }

  var text: String { lines.isEmpty ? "" : lines.map(\.text).joined(separator: "\n") + "\n" }

  private func isSame(_ line: Key?, _ key: Key) -> Bool { line?.data == key.data }

  /// Adds the key at the end, or replaces the line that has it otherwise; a line that has it so stays.
  mutating func put(_ key: Key) {
    guard let place = lines.firstIndex(where: { isSame($0.key, key) }) else {
      lines.append((key.rendered, key))
      return
    }
    if lines[place].key != key { lines[place] = (key.rendered, key) }
  }

  mutating func remove(_ key: Key) { lines = lines.filter { !isSame($0.key, key) } }

  /// Drops every key that is not among these; remarks stay.
  mutating func keep(_ keys: [Key]) {
    lines = lines.filter { line in line.key == nil || keys.contains { isSame(line.key, $0) } }
  }
}
