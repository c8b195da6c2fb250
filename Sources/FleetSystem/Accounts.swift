import Glibc

/// Users and groups, read from the files of a folder (usually /etc) and, on a miss, asked of `getent`.
///
/// `getpwnam` and its kin crash in a static binary, because NSS loads shared libraries.
package struct Accounts: Sendable {
  package struct User: Hashable, Sendable {
    package var name: String
    package var password: String
    package var id: UInt32
    package var groupID: UInt32
    /// The comment field (GECOS).
    package var comment: String
    package var home: String
    package var shell: String
  }

  package struct Group: Hashable, Sendable {
    package var name: String
    package var password: String
    package var id: UInt32
    package var members: [String]
  }

  /// A line of /etc/shadow; empty numbers are nil.
  package struct Shadow: Hashable, Sendable {
    package var name: String
    package var password: String
    package var lastChange: Int?
    package var minimumDays: Int?
    package var maximumDays: Int?
    package var warnDays: Int?
    package var inactiveDays: Int?
    /// Days since 1970 on which the account ends.
    package var expires: Int?
  }

  /// Where `passwd`, `group` and `shadow` are.
  package let folder: String
  private let asksGetent: Bool

  /// `isLocal` looks at the files alone.
  package init(folder: String = "/etc", isLocal: Bool = false) {
    self.folder = folder
    asksGetent = folder == "/etc" && !isLocal
  }

  package func user(named name: String) -> User? {
    users().first { $0.name == name } ?? ask("passwd", name, isID: false).flatMap(Accounts.parseUser)
  }

  package func user(id: UInt32) -> User? {
    users().first { $0.id == id } ?? ask("passwd", String(id), isID: true).flatMap(Accounts.parseUser)
  }

  package func group(named name: String) -> Group? {
    groups().first { $0.name == name } ?? ask("group", name, isID: false).flatMap(Accounts.parseGroup)
  }

  package func group(id: UInt32) -> Group? {
    groups().first { $0.id == id } ?? ask("group", String(id), isID: true).flatMap(Accounts.parseGroup)
  }

  /// The local users, in the order of the file.
  package func users() -> [User] { lines(of: "passwd").compactMap(Accounts.parseUser) }

  /// The local groups, in the order of the file.
  package func groups() -> [Group] { lines(of: "group").compactMap(Accounts.parseGroup) }

  /// The line of /etc/shadow; nil without the right to read it.
  package func shadow(named name: String) -> Shadow? {
    lines(of: "shadow").lazy.compactMap(Accounts.parseShadow).first { $0.name == name }
  }

  /// The names of the groups that list `name` as a member, without its own group.
  package func supplementaryGroups(of name: String) -> [String] {
    groups().filter { $0.members.contains(name) }.map(\.name)
  }

  private func lines(of file: String) -> [String] {
    (try? FileSystem.readText(FilePath.join(folder, file)))?.lines() ?? []
  }

  private func ask(_ database: String, _ key: String, isID: Bool) -> String? {
    // `getent passwd 12` looks for the number; as a name it must not match.
    guard asksGetent, !key.isEmpty, isID || UInt32(key) == nil, Command.locate("getent") != nil else { return nil }
    guard let output = try? Command(["getent", database, key]).run(), output.isSuccess else { return nil }
    return output.stdoutText.lines().first
  }

  private static func fields(_ line: String) -> [String] {
    line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
  }

  static func parseUser(_ line: String) -> User? {
    let parts = fields(line)
    guard parts.count >= 7, let id = UInt32(parts[2]), let group = UInt32(parts[3]) else { return nil }
    return User(
      name: parts[0], password: parts[1], id: id, groupID: group, comment: parts[4], home: parts[5],
      shell: parts[6].trimmingSpace())
  }

  static func parseGroup(_ line: String) -> Group? {
    let parts = fields(line)
    guard parts.count >= 4, let id = UInt32(parts[2]) else { return nil }
    let members = parts[3].split(separator: ",").map { $0.trimmingSpace() }
    return Group(name: parts[0], password: parts[1], id: id, members: members)
  }

  static func parseShadow(_ line: String) -> Shadow? {
    let parts = fields(line)
    guard parts.count >= 8 else { return nil }
    return Shadow(
      name: parts[0], password: parts[1], lastChange: Int(parts[2]), minimumDays: Int(parts[3]),
      maximumDays: Int(parts[4]), warnDays: Int(parts[5]), inactiveDays: Int(parts[6]), expires: Int(parts[7]))
  }
}
