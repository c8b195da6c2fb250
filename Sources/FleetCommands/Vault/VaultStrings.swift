import FleetCore
import FleetVault

/// `encrypt_string`: values to be pasted into YAML files.
struct VaultStrings: VaultWork {
  private struct Item {
    let text: [UInt8]
    /// Where it comes from, for the line above it.
    let source: String
    let name: String?
  }

  let options: ParsedOptions
  let session: CommandSession
  /// Ansible indents the lines by ten.
  private static let indent = String(repeating: " ", count: 10)

  init(options: ParsedOptions, session: CommandSession) {
    self.options = options
    self.session = session
  }

  func encrypt() throws(DiagnosticError) {
    let readsInput =
      options.arguments.contains("-") || options.has("stdin-name")
      || (options.arguments.isEmpty && !options.has("prompt"))
    guard !(options.has("prompt") && readsInput) else {
      throw DiagnosticError(
        .optionConflict, "the --prompt option is not supported if also reading input from standard input")
    }
    let secret = try encryptionSecret()
    var items: [Item] = []
    if options.has("prompt") { items.append(try asked()) }
    if readsInput { items.append(try piped()) }
    items += try given()
    var output = ""
    for (number, item) in items.enumerated() {
      if items.count > 1 { session.writeError(Self.heading(item, number + 1)) }
      let text = try Vault.encrypt(item.text, with: secret, id: secret.id)
      output += (item.name.map { "\($0): " } ?? "") + "!vault |\n"
      output += text.split(separator: "\n").map { Self.indent + $0 + "\n" }.joined()
    }
    try write(Array(output.utf8), to: options.value("output") ?? "-")
    done("Encryption successful")
  }

  private static func heading(_ item: Item, _ number: Int) -> String {
    guard let name = item.name else {
      return "# The encrypted version of the string #\(number) from \(item.source).)\n"
    }
    return "# The encrypted version of variable (\"\(name)\", the string #\(number) from \(item.source).\n"
  }

  private func asked() throws(DiagnosticError) -> Item {
    let name = try PasswordPrompt.line("Variable name (enter for no name): ", isHidden: false)
    let isHidden = !options.has("show-input")
    let text = try PasswordPrompt.line(
      isHidden ? "String to encrypt (hidden): " : "String to encrypt:", isHidden: isHidden)
    guard !text.isEmpty else { throw empty("the prompt") }
    return Item(text: Array(text.utf8), source: "the interactive prompt", name: name.isEmpty ? nil : name)
  }

  private func piped() throws(DiagnosticError) -> Item {
    if session.isTerminal {
      session.writeError(
        "Reading plaintext input from stdin. (ctrl-d to end input, twice if your content does not already have a "
          + "newline)\n")
    }
    let bytes = Terminal.readInput(limit: Limits.sourceFileBytes)
    guard !bytes.isEmpty else { throw empty("standard input") }
    return Item(text: bytes, source: "stdin", name: options.value("stdin-name"))
  }

  private func given() throws(DiagnosticError) -> [Item] {
    let names = options.values("name")
    var items: [Item] = []
    for (position, text) in options.arguments.filter({ $0 != "-" }).enumerated() {
      guard !text.isEmpty else { throw empty("the command line") }
      items.append(
        Item(
          text: Array(text.utf8), source: "the command line args",
          name: position < names.count ? names[position] : nil))
    }
    return items
  }

  private func empty(_ source: String) -> DiagnosticError {
    DiagnosticError(.optionConflict, "the plaintext from \(source) was empty, not encrypting")
  }
}
