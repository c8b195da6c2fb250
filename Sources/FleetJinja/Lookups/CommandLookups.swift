import FleetCore
import FleetSystem

/// Lookups that run a program on the control machine.
enum CommandLookups {
  static let table: [String: FunctionRegistry.Function] = [
    "lines": { arguments, context in
      var lines: [String] = []
      for term in arguments.positional {
        let text = try term.string(named: "command")
        let output = try shell(text, context)
        guard output.isSuccess else {
          throw TemplateFault("lookup_plugin.lines(\(text)) returned \(output.status)")
        }
        lines += byteLines(output.stdout)
      }
      return .strings(lines)
    },
    "passwordstore": passwordStore,
    "pipe": { arguments, context in
      .list(
        try arguments.positional.map { term in
          let text = try term.string(named: "command")
          let output = try shell(text, context)
          guard output.isSuccess else {
            throw TemplateFault(
              "lookup_plugin.pipe(\(text)) returned \(output.status)",
              help: output.stderr.isEmpty ? [] : ["the program said: \(output.complaint)"])
          }
          return .string(PythonText.strip(output.stdoutText, leading: false))
        })
    },
    "url": url,
  ]

  private static func shell(_ text: String, _ context: EvaluationContext) throws -> CommandOutput {
    let command = Command(["/bin/sh", "-c", text], directory: try LookupFiles.baseDirectory(context))
    return try SideThread.away { try command.run() }
  }

  /// `bytes.splitlines`: at line feeds and carriage returns only.
  private static func byteLines(_ bytes: [UInt8]) -> [String] {
    var lines: [String] = []
    var line: [UInt8] = []
    var previous: UInt8 = 0
    for byte in bytes {
      if byte == 10 || byte == 13 {
        if !(byte == 10 && previous == 13) {
          lines.append(String(decoding: line, as: UTF8.self))
          line = []
        }
      } else {
        line.append(byte)
      }
      previous = byte
    }
    if !line.isEmpty { lines.append(String(decoding: line, as: UTF8.self)) }
    return lines
  }

  private static let urlOptions = [
    "ca_path", "ciphers", "follow_redirects", "force", "force_basic_auth", "headers", "http_agent", "password",
    "split_lines", "timeout", "unix_socket", "unredirected_headers", "use_gssapi", "use_netrc", "use_proxy", "username",
    "validate_certs",
  ]

  /// Fetches through curl; its whole configuration goes in on standard input, so that no secret is in argv.
  private static func url(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue {
    let options = try LookupOptions(arguments, of: "url", names: urlOptions)
    let splits = try options.flag("split_lines", default: true)
    var result: [String] = []
    for term in arguments.positional {
      let address = try term.string(named: "url")
      let command = Command(
        ["curl", "--config", "-"], input: Array(try configuration(address, options).utf8))
      let output: CommandOutput
      do {
        output = try SideThread.away { try command.run() }
      } catch {
        throw TemplateFault("the `url` lookup needs the program `curl`", help: ["install curl on the control machine"])
      }
      guard output.isSuccess else {
        throw TemplateFault("Failed lookup url for \(masked(address)) : \(output.complaint)")
      }
      result += splits ? byteLines(output.stdout) : [output.stdoutText]
    }
    return .strings(result)
  }

  /// The address without a password.
  private static func masked(_ address: String) -> String {
    guard let url = try? URLText(address), let password = url.password, !password.isEmpty else { return address }
    return PythonText.replace(address, ":\(password)@", with: ":********@")
  }

  private static func configuration(_ address: String, _ options: LookupOptions) throws -> String {
    func quoted(_ text: String) -> String {
      var result = PythonText.replace(PythonText.replace(text, "\\", with: "\\\\"), "\"", with: "\\\"")
      result = PythonText.replace(PythonText.replace(result, "\n", with: "\\n"), "\r", with: "\\r")
      return "\"\(result)\""
    }
    var lines = ["url = \(quoted(address))", "silent", "show-error", "fail", "globoff"]
    func add(_ name: String, _ value: String?) { if let value { lines.append("\(name) = \(quoted(value))") } }
    add("max-time", try options.text("timeout") ?? "10")
    add("user-agent", try options.text("http_agent", default: "ansible-httpget"))
    if !(try options.flag("validate_certs", default: true)) { lines.append("insecure") }
    if try !["no", "none", "false"].contains(options.text("follow_redirects", default: "urllib2").lowercased()) {
      lines.append("location")
    }
    if !(try options.flag("use_proxy", default: true)) { add("noproxy", "*") }
    if let user = try options.text("username") { add("user", "\(user):\(try options.text("password", default: ""))") }
    if try options.flag("use_netrc", default: true), options["username"] == nil { lines.append("netrc-optional") }
    if try options.flag("force", default: false) { add("header", "Cache-Control: no-cache") }
    for (name, value) in try options["headers"]?.mapObject?.pairs() ?? [] {
      add("header", "\(try JinjaValue(key: name).text()): \(try value.text())")
    }
    add("unix-socket", try options.text("unix_socket"))
    add("cacert", try options.text("ca_path"))
    if let ciphers = options["ciphers"] {
      add(
        "ciphers",
        ciphers.isListLike ? try ciphers.elements().map { try $0.text() }.joined(separator: ":") : try ciphers.text())
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// `community.general.passwordstore` for reading: `pass show NAME`, one line, everything, or a key below it.
  private static func passwordStore(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue {
    let names = [
      "create", "directory", "length", "locale", "missing", "overwrite", "passwordstore", "returnall", "subkey",
    ]
    return .list(
      try arguments.positional.map { term in
        var options = try LookupOptions(arguments, of: "passwordstore", names: names)
        let inline = try InlineOptions(try term.string(named: "name"))
        for (name, value) in inline.options { try options.set(.string(value), for: name) }
        let path = inline.rest
        var surroundings: [String: String] = [:]
        if let folder = try options.text("directory") ?? options.text("passwordstore") {
          surroundings["PASSWORD_STORE_DIR"] = folder
        }
        let output: CommandOutput
        do {
          let command = Command(["pass", "show", path], environment: surroundings)
          output = try SideThread.away { try command.run() }
        } catch {
          throw TemplateFault(
            "the `passwordstore` lookup needs the program `pass`", help: ["install pass on the control machine"])
        }
        guard output.isSuccess else {
          switch try options.text("missing", default: "error") {
          case "empty": return .null
          case "warn":
            context.lookupEnvironment?.warn("passwordstore: passname \(path) not found")
            return .null
          default:
            throw TemplateFault("passwordstore: passname \(path) not found: \(output.complaint)", kind: .notFound)
          }
        }
        if try options.flag("returnall", default: false) { return .string(output.stdoutText) }
        let lines = byteLines(output.stdout)
        let subkey = try options.text("subkey", default: "password")
        if subkey == "password" { return .string(lines.first ?? "") }
        let line = lines.dropFirst().first { $0.hasPrefix(subkey + ":") }
        return line.map { .string(PythonText.strip(String($0.dropFirst(subkey.count + 1)))) } ?? .null
      })
  }
}
