/// Works out from settings, ssh's arguments and ssh_config how a machine is reached.
struct SSHRouteResolver: Sendable {
  private static let maximumHops = 5

  let client: SSHClient
  private let config: SSHConfig

  init(client: SSHClient) {
    self.client = client
    var config = SSHConfig()
    config.read(client.userConfig, home: client.home)
    config.read(client.systemConfig, home: client.home)
    self.config = config
  }

  /// The route, and what of the settings has no effect.
  func route(for settings: ConnectionSettings) throws(ConnectionError) -> (route: SSHRoute, warnings: [String]) {
    let arguments = SSHArguments(words: settings.sshArguments)
    if let word = arguments.operands.first {
      throw ConnectionError(
        .resolve,
        "\(settings.hostName): `\(word)` in the arguments for ssh is no option: ssh would take it for the host",
        help: "look at ansible_ssh_common_args, ansible_ssh_extra_args and ssh_args for this machine")
    }
    let config = try config(for: arguments)
    var explicit = SSHOptions()
    if let user = settings.user { explicit.add("user", user) }
    if let port = settings.port { explicit.add("port", String(port)) }
    for file in settings.privateKeyFiles { explicit.add("identityfile", file) }
    explicit.fill(from: arguments.options)
    let options = config.options(for: settings.address, user: client.user, before: explicit)
    var target = try endpoint(settings.address, options)
    target.password = settings.password
    // As Ansible, which always gives ssh its own: what ssh_config says counts for the hops alone.
    if arguments.options.seconds("connecttimeout") == nil {
      target.connectTimeoutSeconds = settings.connectTimeoutSeconds
    }
    if let checks = settings.checksHostKeys {
      let asked = arguments.options.first("stricthostkeychecking")
      if !checks, asked == nil { target.hostKeyPolicy = .off }
      if checks, asked == nil, target.hostKeyPolicy == .off { target.hostKeyPolicy = .strict }
    }
    var hops = try hops(options, &target, inheriting: target, config, depth: 0)
    if let password = settings.bastion.password, !hops.isEmpty { hops[hops.count - 1].password = password }
    var warnings = config.warnings
    if !arguments.ignored.isEmpty {
      warnings.append("no effect on fleet's SSH connections: \(arguments.ignored.joined(separator: ", "))")
    }
    return (SSHRoute(hops: hops, target: target, bastion: settings.bastion), warnings)
  }

  private func config(for arguments: SSHArguments) throws(ConnectionError) -> SSHConfig {
    guard let file = arguments.configFile else { return config }
    var other = SSHConfig()
    if file == "none" { return other }
    guard LocalFile.exists(file) else {
      throw ConnectionError(.configuration, "the ssh configuration file \(file) of `-F` is not there")
    }
    other.read(expand(file), home: client.home)
    return other
  }

  private func expand(_ path: String) -> String {
    path == "~" || path.hasPrefix("~/") ? client.home + path.dropFirst() : path
  }

  private func endpoint(_ name: String, _ options: SSHOptions) throws(ConnectionError) -> SSHEndpoint {
    let user = options.first("user") ?? client.user
    var port: UInt16 = 22
    if let text = options.first("port") {
      guard let number = UInt16(text), number > 0 else {
        throw ConnectionError(.configuration, "`\(text)` is not a port of \(name)")
      }
      port = number
    }
    let host = options.first("hostname").map { replaceTokens($0, host: name, port: port, user: user) } ?? name
    var result = SSHEndpoint(host: host, port: port, user: user)
    func path(_ text: String) -> String { expand(replaceTokens(text, host: host, port: port, user: user)) }
    let named = options.all("identityfile").filter { $0.lowercased() != "none" }
    result.namesKeyFiles = !named.isEmpty
    result.keyFiles = options.all("identityfile").isEmpty ? client.defaultKeyFiles : named.map(path)
    result.certificateFiles = options.all("certificatefile").map(path)
    result.compresses = options.flag("compression") ?? false
    result.usesOnlyNamedKeys = options.flag("identitiesonly") ?? false
    result.identityAgent = agentSocket(options.first("identityagent"), path)
    result.hostKeyName = options.first("hostkeyalias") ?? host
    result.knownHostsFiles =
      options.first("userknownhostsfile").map { Words.split($0).filter { $0 != "none" }.map(path) }
      ?? client.defaultKnownHostsFiles
    result.hashesKnownHosts = options.flag("hashknownhosts") ?? false
    switch options.first("stricthostkeychecking")?.lowercased() {
    case "no", "off", "false": result.hostKeyPolicy = .off
    case "accept-new": result.hostKeyPolicy = .acceptNew
    default: result.hostKeyPolicy = .strict
    }
    if let seconds = options.seconds("connecttimeout"), seconds > 0 { result.connectTimeoutSeconds = seconds }
    if let seconds = options.seconds("serveraliveinterval"), seconds > 0 { result.keepAliveSeconds = seconds }
    if let count = options.first("serveralivecountmax").flatMap({ Int($0) }) { result.keepAliveMisses = count }
    return result
  }

  private func agentSocket(_ text: String?, _ path: (String) -> String) -> String? {
    guard let text else { return client.agentSocket }
    switch text {
    case "none": return nil
    case "SSH_AUTH_SOCK": return client.agentSocket
    default: return path(text)
    }
  }

  /// The bastions before a machine, from ProxyJump, or from a ProxyCommand that is `ssh -W`.
  private func hops(
    _ options: SSHOptions, _ machine: inout SSHEndpoint, inheriting base: SSHEndpoint, _ config: SSHConfig, depth: Int
  ) throws(ConnectionError) -> [SSHEndpoint] {
    if let jump = options.first("proxyjump") {
      if jump.lowercased() == "none" { return [] }
      try checkDepth(depth, machine)
      var chain: [SSHEndpoint] = []
      for (index, spec) in jump.split(separator: ",").enumerated() {
        let (name, given) = try destination(String(spec))
        // Only the first hop is reached from here, so only its own ProxyJump counts.
        chain += try hop(name, given, base, config, depth: index == 0 ? depth : nil)
      }
      return chain
    }
    guard let command = options.first("proxycommand"), command.lowercased() != "none" else { return [] }
    guard let arguments = SSHArguments.jump(proxyCommand: command), let operand = arguments.operands.first else {
      machine.proxyCommand = replaceTokens(
        command, host: machine.host, port: machine.port, user: machine.user)
      return []
    }
    try checkDepth(depth, machine)
    var (name, given) = try destination(operand)
    given.fill(from: arguments.options)
    return try hop(name, given, base, try self.config(for: arguments), depth: depth)
  }

  private func checkDepth(_ depth: Int, _ machine: SSHEndpoint) throws(ConnectionError) {
    guard depth >= Self.maximumHops else { return }
    throw ConnectionError(
      .configuration, "more than \(Self.maximumHops) hops to \(machine.host)",
      help: "look for a `ProxyJump` that leads back to itself")
  }

  private func hop(
    _ name: String, _ given: SSHOptions, _ base: SSHEndpoint, _ config: SSHConfig, depth: Int?
  ) throws(ConnectionError) -> [SSHEndpoint] {
    let options = config.options(for: name, user: client.user, before: given)
    var hop = try endpoint(name, options)
    // What Ansible's settings say of host keys and time is meant for the whole way.
    if options.first("stricthostkeychecking") == nil { hop.hostKeyPolicy = base.hostKeyPolicy }
    if options.first("userknownhostsfile") == nil { hop.knownHostsFiles = base.knownHostsFiles }
    if options.first("connecttimeout") == nil { hop.connectTimeoutSeconds = base.connectTimeoutSeconds }
    if options.all("identityfile").isEmpty, base.namesKeyFiles { hop.keyFiles += base.keyFiles }
    hop.isBastion = true
    guard let depth else { return [hop] }
    let before = try hops(options, &hop, inheriting: base, config, depth: depth + 1)
    return before + [hop]
  }

  /// `[user@]host[:port]` or `ssh://...`, with IPv6 addresses in brackets.
  private func destination(_ text: String) throws(ConnectionError) -> (name: String, options: SSHOptions) {
    var options = SSHOptions()
    var rest = text.hasPrefix("ssh://") ? text.dropFirst(6) : text[...]
    if let at = rest.lastIndex(of: "@") {
      options.add("user", String(rest[..<at]))
      rest = rest[rest.index(after: at)...]
    }
    if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
      let name = rest[rest.index(after: rest.startIndex)..<end]
      if rest[end...].hasPrefix("]:") { options.add("port", String(rest[end...].dropFirst(2))) }
      rest = name
    } else if rest.count(where: { $0 == ":" }) == 1, let colon = rest.firstIndex(of: ":") {
      options.add("port", String(rest[rest.index(after: colon)...]))
      rest = rest[..<colon]
    }
    guard !rest.isEmpty else { throw ConnectionError(.configuration, "`\(text)` names no machine to jump over") }
    return (String(rest), options)
  }

  private func replaceTokens(_ text: String, host: String, port: UInt16, user: String) -> String {
    var result = ""
    var characters = text.makeIterator()
    while let character = characters.next() {
      guard character == "%", let token = characters.next() else {
        result.append(character)
        continue
      }
      switch token {
      case "%": result += "%"
      case "h", "n": result += host
      case "p": result += String(port)
      case "r": result += user
      case "u": result += client.user
      case "d": result += client.home
      default: result += "%\(token)"
      }
    }
    return result
  }
}
