import FleetCore
import FleetJinja
import FleetPlaybook
import FleetSystem
import FleetTransport

/// From variables, keywords and settings to the way a task reaches its machine, in Ansible's order: variables, then
/// keywords, then the command line and the settings files.
struct ConnectionPlanner {
  let engine: TemplateEngine
  let defaults: ConnectionDefaults
  /// The variables of the machine that carries the task out.
  let scope: any VariableScope
  let machine: String
  let keywords: TaskKeywords
  /// `delegate_to: localhost` and an implicit localhost stay on the control machine.
  let isImplicitLocal: Bool

  func settings() throws -> ConnectionSettings {
    let reader = KeywordReader(engine: engine, scope: scope)
    let address = try text("ansible_ssh_host", "ansible_host", default: machine) ?? machine
    var settings = ConnectionSettings(hostName: machine, address: address)
    let kind = try text("ansible_connection") ?? reader.text(keywords.connection) ?? defaultKind
    settings.user =
      try text("ansible_ssh_user", "ansible_user", default: defaults.remoteUser) ?? reader.text(keywords.remoteUser)
      ?? defaults.remoteUser
    settings.kind = try self.kind(kind, address: address, user: settings.user)
    settings.port = try port(reader)
    settings.password =
      try text("ansible_ssh_password", "ansible_ssh_pass", "ansible_password", default: defaults.password?.text)
      .map(Secret.init)
      ?? defaults.password.map { Secret($0.text) }
    if let key = try text(
      "ansible_ssh_private_key_file", "ansible_private_key_file", default: defaults.privateKeyFile)
      ?? defaults.privateKeyFile
    {
      settings.privateKeyFiles = [key]
    }
    settings.sshArguments = try sshArguments()
    settings.checksHostKeys =
      try bool("ansible_ssh_host_key_checking", "ansible_host_key_checking")
      ?? defaults.checksHostKeys
    settings.connectTimeoutSeconds = try number("ansible_ssh_timeout", "ansible_timeout") ?? defaults.timeoutSeconds
    settings.retries = try number("ansible_ssh_retries").map { Int($0) } ?? defaults.retries
    if let folder = try text("ansible_remote_tmp", "fleet_remote_folder") { settings.remoteFolders = [folder] }
    settings.become = try become(reader)
    if settings.kind == .ssh { settings.bastion = try bastion() } else { makeLocal(&settings) }
    return settings
  }

  /// `fleet_bastion_*`: how the bastions before the machine are used.
  private func bastion() throws -> BastionLimits {
    var limits = BastionLimits()
    if let number = try number("fleet_bastion_connections") { limits.connections = max(1, Int(number)) }
    if let number = try number("fleet_bastion_parallel") { limits.parallelDials = max(1, Int(number)) }
    if let number = try number("fleet_bastion_rate") { limits.dialsPerSecond = max(0, number) }
    if let number = try number("fleet_bastion_patience") { limits.patienceSeconds = max(0, number) }
    limits.password = try text("fleet_bastion_password").map(Secret.init)
    return limits
  }

  private var defaultKind: String { isImplicitLocal ? "local" : defaults.connection }

  private func makeLocal(_ settings: inout ConnectionSettings) {
    settings.address = machine
    settings.port = nil
    settings.user = nil
    settings.password = nil
    settings.privateKeyFiles = []
    settings.sshArguments = []
    settings.checksHostKeys = nil
  }

  private func kind(_ name: String, address: String, user: String?) throws -> ConnectionSettings.Kind {
    let word = name.split(separator: ".").last ?? ""
    switch word {
    case "local": return .local
    case "ssh", "smart", "paramiko", "paramiko_ssh", "openssh": return .ssh
    default:
      if let enclosure = try enclosure(word, address: address, user: user) { return .inside(enclosure) }
      throw unknownKind(name)
    }
  }

  /// Types of Ansible for systems that fleet does not speak to. Tasks that need no machine go on for such hosts.
  private static let foreign: Set<String> = [
    "aws_ssm", "funcd", "grpc", "httpapi", "iocage", "jail", "libvirt_lxc", "libvirt_qemu", "napalm", "netconf",
    "network_cli", "persistent", "psrp", "qubes", "saltstack", "vmware_tools", "winrm", "zone",
  ]

  /// A machine that only a connection plugin in Python reaches is unreachable from here; a plugin that is nowhere is a
  /// fault of the task, as in Ansible.
  private func unknownKind(_ name: String) -> ConnectionError {
    let help =
      "use `ssh`, `local`, or one into containers: docker, docker_api, podman, buildah, kubectl, oc, lxc, lxd, incus, "
      + "chroot, nsenter"
    let files = defaults.pluginFolders.map { FilePath.join($0, "\(name.split(separator: ".").last ?? "").py") }
    if let path = files.first(where: FileSystem.isRegular) {
      return ConnectionError(
        .unreachable, "the connection plugin \(path) is written in Python, which is not here", help: help)
    }
    let isForeign = Self.foreign.contains(String(name.split(separator: ".").last ?? ""))
    return ConnectionError(
      isForeign ? .configuration : .unknownType, "the connection plugin '\(name)' was not found", help: help)
  }

  private func port(_ reader: KeywordReader) throws -> UInt16? {
    let number: Int
    if let value = try self.number("ansible_ssh_port", "ansible_port") {
      number = Int(value)
    } else if let keyword = keywords.port {
      number = try reader.integer(keyword)
    } else if let port = defaults.port {
      number = port
    } else {
      return nil
    }
    guard let port = UInt16(exactly: number), port > 0 else {
      throw ConnectionError(.configuration, "the port of \(machine) is \(number), which is no TCP port")
    }
    return port
  }

  private func sshArguments() throws -> [String] {
    var words = defaults.sshArguments
    for name in ["ansible_ssh_args", "ansible_ssh_common_args", "ansible_ssh_extra_args"] {
      guard let text = try text(name) else { continue }
      words += Self.split(text)
    }
    return words
  }

  private func become(_ reader: KeywordReader) throws -> ConnectionSettings.Become? {
    let isOn = try bool("ansible_become") ?? (keywords.become.map { try reader.bool($0) } ?? defaults.becomes)
    guard isOn else { return nil }
    let method = try text("ansible_become_method") ?? reader.text(keywords.becomeMethod) ?? defaults.becomeMethod
    let word = method.split(separator: ".").last.map(String.init) ?? method
    let short = word == "sudosu" ? "sudo" : word
    let user =
      try text("ansible_\(short)_user", "ansible_become_user") ?? reader.text(keywords.becomeUser)
      ?? defaults.becomeUser
    let password =
      try text("ansible_\(short)_pass", "ansible_\(short)_password", "ansible_become_pass", "ansible_become_password")
      .map(Secret.init) ?? defaults.becomePassword.map { Secret($0.text) }
    let flags =
      try text("ansible_\(short)_flags", "ansible_become_flags") ?? reader.text(keywords.becomeFlags)
      ?? defaults.becomeFlags
    var become = ConnectionSettings.Become(
      method: method, user: user, password: password, flags: flags,
      program: try text("ansible_\(short)_exe", "ansible_become_exe") ?? reader.text(keywords.becomeExe)
        ?? defaults.becomeProgram)
    if word == "sudo" { become.folder = try text("ansible_sudo_chdir") }
    switch try value(["ansible_\(short)_prompt_l10n"]) {
    case .string(let text)?: become.prompts = text.isEmpty ? [] : [text]
    case .list(let items)?: become.prompts = items.compactMap(\.string)
    default: break
    }
    return become
  }

  // MARK: variables

  /// The first of the names that has a value: of all that Ansible lists for an option the last is the strongest. What a
  /// name has by default, since the options or the machine's name say so, gives way to what another one was given.
  func value(_ names: [String], default fallback: Value? = nil) throws -> Value? {
    var byDefault: Value?
    for name in names {
      guard let found = try scope.variable(name)?.data(), found != .null else { continue }
      guard found == fallback else { return found }
      byDefault = found
    }
    return byDefault
  }

  func text(_ names: String..., default fallback: String? = nil) throws -> String? {
    switch try value(names, default: fallback.map { .string($0) }) {
    case nil: nil
    case .string(let text)?: text.isEmpty ? nil : text
    case let other?: JSONWriter.keyText(other)
    }
  }

  func bool(_ names: String...) throws -> Bool? { try value(names).flatMap(KeywordReader.truth) }

  func number(_ names: String...) throws -> Double? {
    switch try value(names) {
    case .int(let number)?: Double(number)
    case .double(let number)?: number
    case .string(let text)?: Double(text.trimmed)
    default: nil
    }
  }

  /// Splits as a POSIX shell does: spaces, quotes, backslashes.
  static func split(_ text: String) -> [String] {
    var words: [String] = []
    var current = ""
    var isWord = false
    var quote: Character?
    var isEscaped = false
    for character in text {
      if isEscaped {
        current.append(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
        isWord = true
      } else if let open = quote {
        if character == open { quote = nil } else { current.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        isWord = true
      } else if character.isWhitespace {
        if isWord { words.append(current) }
        current = ""
        isWord = false
      } else {
        current.append(character)
        isWord = true
      }
    }
    if isWord { words.append(current) }
    return words
  }
}
