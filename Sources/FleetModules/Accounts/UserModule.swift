import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Manages users.
struct UserModule: Module {
  static let name = "user"
  static let summary = "Create, change and remove users."

  enum State: String, ParameterChoice { case absent, present }
  enum UpdatePassword: String, ParameterChoice { case always, onCreate = "on_create" }

  let user: String
  let state: State
  let uid: Int?
  let isNonUnique: Bool
  let group: String?
  let groups: [String]?
  let comment: String?
  let home: PathArgument?
  let shell: PathArgument?
  let password: String?
  let passwordExpireMax: Int?
  let passwordExpireMin: Int?
  let passwordExpireWarn: Int?
  let seuser: String?
  let force: Bool
  let remove: Bool
  let createHome: Bool
  let skeleton: String?
  let isSystem: Bool
  let moveHome: Bool
  let append: Bool
  let key: UserKey?
  let updatePassword: UpdatePassword
  let expires: Double?
  let passwordLock: Bool?
  let isLocal: Bool
  let umask: String?
  let inactiveDays: Int?
  let uidMin: Int?
  let uidMax: Int?

  init(_ parameters: inout Parameters) {
    user = parameters.required("name", aliases: ["user"], "The user.")
    state = parameters.optional("state", default: .present, "Whether the user exists.")
    uid = parameters.optional("uid", "The user's number.")
    isNonUnique = parameters.optional("non_unique", default: false, "Let the number be another user's too.")
    group = parameters.optional("group", "The user's own group, by name or number.")
    groups = parameters.optional("groups", "The other groups; all others are left unless `append` is set.")
    comment = parameters.optional("comment", "The user's full name or another remark.")
    home = parameters.optional("home", "The home folder.")
    shell = parameters.optional("shell", "The login shell.")
    password = parameters.optional("password", noLog: true, "The hash of the password, as in /etc/shadow.")
    passwordExpireMax = parameters.optional("password_expire_max", "Days after which the password must be changed.")
    passwordExpireMin = parameters.optional("password_expire_min", "Days before which it must not be changed.")
    passwordExpireWarn = parameters.optional("password_expire_warn", "Days of warning before it expires.")
    seuser = parameters.optional("seuser", "The SELinux user.")
    force = parameters.optional(
      "force", default: false, "Remove a user who is logged in; overwrite an SSH key that is there.")
    remove = parameters.optional("remove", default: false, "Remove the home folder with the user.")
    createHome = parameters.optional("create_home", aliases: ["createhome"], default: true, "Make the home folder.")
    skeleton = parameters.optional("skeleton", "What a new home folder is copied from.")
    isSystem = parameters.optional("system", default: false, "Take a new user's number from the system's range.")
    moveHome = parameters.optional("move_home", default: false, "Move the contents when the home folder changes.")
    append = parameters.optional("append", default: false, "Only add to the groups.")
    key = UserKey(&parameters)
    updatePassword = parameters.optional(
      "update_password", default: .always, "Set the password always, or only of a new user.")
    expires = parameters.optional("expires", "When the account ends, in seconds since 1970; negative for never.")
    passwordLock = parameters.optional("password_lock", "Whether logging in by password is impossible.")
    isLocal = parameters.optional("local", default: false, "Look only at the machine's own files.")
    umask = parameters.optional("umask", "The umask with which a new home folder is made.")
    inactiveDays = parameters.optional(
      "password_expire_account_disable", "Days between the end of the password and that of the account.")
    uidMin = parameters.optional("uid_min", "The smallest number for a new user.")
    uidMax = parameters.optional("uid_max", "The largest number for a new user.")
    for name in ["login_class", "hidden", "profile", "authorization", "role"] {
      parameters.ignored(name, "Of another system.")
    }
  }

  func run(on machine: Machine) throws -> ModuleResult {
    for (name, isGiven) in [("umask", umask != nil), ("uid_min", uidMin != nil), ("uid_max", uidMax != nil)]
    where isLocal && isGiven {
      throw ModuleFailure("'\(name)' can not be used with 'local'", parameter: name)
    }
    if append, groups == nil {
      machine.warnings.append("'append' is set, but no 'groups' are specified. Use 'groups' for appending new groups.")
    }
    if let password, PasswordHash.looksPlain(password) {
      machine.warnings.append(
        "The input password appears not to have been hashed. "
          + "The 'password' argument must be encrypted for this module to work properly.")
    }
    let account = UserAccount(self, machine)
    return state == .absent ? try account.remove() : try account.ensure()
  }
}
