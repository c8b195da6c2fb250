import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Manages the SSH keys that may log in as a user.
struct AuthorizedKeyModule: Module {
  static let name = "authorized_key"
  static let summary = "Add and remove SSH keys that may log in as a user."

  enum State: String, ParameterChoice { case absent, present }

  private let user: String
  private let key: String
  private let path: PathArgument?
  private let managesFolder: Bool
  private let state: State
  private let options: String?
  private let isExclusive: Bool
  private let comment: String?
  private let isVerified: Bool
  private let followsLinks: Bool

  init(_ parameters: inout Parameters) {
    user = parameters.required("user", "The user.")
    key = parameters.required("key", "Public keys, one a line, or a URL that has them.")
    path = parameters.optional("path", "The file; `~user/.ssh/authorized_keys` if not given.")
    managesFolder = parameters.optional("manage_dir", default: true, "Make the folder and set its owner and mode.")
    state = parameters.optional("state", default: .present, "Whether the keys are there.")
    options = parameters.optional("key_options", "Options in front of the keys.")
    isExclusive = parameters.optional("exclusive", default: false, "Remove all other keys of the file.")
    comment = parameters.optional("comment", "The remark behind the keys.")
    isVerified = parameters.optional("validate_certs", default: true, "Check the server's certificate.")
    followsLinks = parameters.optional("follow", default: false, "Write to the target if the file is a link.")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    let wanted = try keys(machine)
    let account = machine.accounts.user(named: user)
    guard account != nil || (machine.context.isCheck && path != nil) else {
      throw ModuleFailure("Failed to lookup user \(user): no such user", parameter: "user")
    }
    var file = path?.text ?? FilePath.join(account?.home ?? "", ".ssh/authorized_keys")
    if followsLinks { file = machine.files.resolved(file) }
    var list = AuthorizedKeys(machine.files.isRegular(file) ? try machine.files.readText(file) : "")
    let before = list.text
    for key in wanted {
      if state == .present { list.put(key) } else { list.remove(key) }
    }
    if state == .present, isExclusive { list.keep(wanted) }
    var result = ModuleResult()
    result.changed = list.text != before
    result.values = [
      "user": .string(user), "key": .string(key), "path": Value(text: path?.text), "keyfile": .string(file),
      "manage_dir": .bool(managesFolder), "state": .string(state.rawValue), "key_options": Value(text: options),
      "exclusive": .bool(isExclusive), "comment": Value(text: comment), "validate_certs": .bool(isVerified),
      "follow": .bool(followsLinks), "unique": false,
    ]
    guard result.changed else { return result }
    result.diffs = [
      ModuleResult.Diff(before: .string(before), after: .string(list.text), beforeHeader: file, afterHeader: file)
    ]
    if !machine.context.isCheck { try write(list.text, to: file, account, machine) }
    return result
  }

  private func keys(_ machine: Machine) throws -> [AuthorizedKeys.Key] {
    var text = key
    if text.hasPrefix("http://") || text.hasPrefix("https://") || text.hasPrefix("ftp://") {
      var request = WebRequest(url: text)
      request.isVerified = isVerified
      let answer = try WebTool(machine).send(request)
      guard answer.status == 200 else {
        throw ModuleFailure(
          "Error getting key from: \(WebTool.masked(text)): \(answer.failure ?? "HTTP status \(answer.status)")",
          parameter: "key")
      }
      text = String(decoding: answer.body, as: UTF8.self)
    }
    var keys: [AuthorizedKeys.Key] = []
    for line in text.lines() {
      let line = line.trimmingSpace()
      if line.isEmpty || line.hasPrefix("#") { continue }
      guard var key = AuthorizedKeys.Key(line) else {
        throw ModuleFailure("invalid key specified: \(line)", parameter: "key")
      }
      if let options { key.options = options }
      if let comment { key.comment = comment }
      keys.append(key)
    }
    return keys
  }

  private func write(_ text: String, to file: String, _ account: Accounts.User?, _ machine: Machine) throws {
    let folder = FilePath.folder(of: file)
    if managesFolder, let account {
      if !machine.files.isDirectory(folder) { try machine.files.makeDirectories(folder, mode: 0o700) }
      try machine.files.setOwner(folder, userID: account.id, groupID: account.groupID)
      try machine.files.setMode(folder, 0o700)
    }
    guard machine.files.isDirectory(folder) else {
      throw ModuleFailure("the folder \(folder) does not exist and `manage_dir` is off", parameter: "manage_dir")
    }
    try machine.files.replace(file, with: Array(text.utf8), mode: 0o600, userID: account?.id, groupID: account?.groupID)
  }
}
