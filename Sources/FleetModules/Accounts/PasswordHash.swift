/// What the password field of /etc/shadow may hold.
enum PasswordHash {
  private static let lengths = ["1": 22, "5": 43, "6": 86, "y": 43]

  /// Whether a text is no hash that crypt(5) would know, by the checks of Ansible's `user` module.
  static func looksPlain(_ password: String) -> Bool {
    if password.isEmpty || ["*", "!", "*************"].contains(password) { return false }
    if password.contains(where: { ":*!".contains($0) }) || !password.contains("$") { return true }
    let fields = password.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
    guard fields.count >= 3, let last = fields.last else { return true }
    let isCharacterWrong = last.contains { character in
      !(character.isASCII && (character.isLetter || character.isNumber || "./=".contains(character)))
    }
    if isCharacterWrong { return true }
    return lengths[fields[1]].map { $0 != last.count } ?? false
  }
}
