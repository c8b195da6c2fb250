/// The words of ssh_args, ssh_common_args and ssh_extra_args: what `ssh` would make of them.
struct SSHArguments: Sendable {
  /// Options of ssh that take a word.
  private static let taking = Set("BbcDEeFIiJLlmOopQRSWw")
  /// Options that ask for nothing this transport does, or that it does anyway.
  private static let harmless = Set("CqTtvVaxkn4")
  private static let harmlessNames: Set<String> = [
    "addkeystoagent", "batchmode", "canonicalizehostname", "checkhostip", "controlmaster", "controlpath",
    "controlpersist", "forwardx11", "gssapiauthentication", "gssapidelegatecredentials", "hostbasedauthentication",
    "kbdinteractiveauthentication", "loglevel", "numberofpasswordprompts", "passwordauthentication",
    "preferredauthentications", "pubkeyauthentication", "requesttty", "tcpkeepalive", "updatehostkeys",
    "visualhostkey", "globalknownhostsfile", "fingerprinthash", "ipqos",
  ]
  private static let honoured: Set<String> = [
    "user", "port", "hostname", "identityfile", "identitiesonly", "identityagent", "proxyjump", "proxycommand",
    "userknownhostsfile", "stricthostkeychecking", "connecttimeout", "serveraliveinterval", "serveralivecountmax",
    "hostkeyalias", "hashknownhosts", "certificatefile", "compression",
  ]

  private(set) var options = SSHOptions()
  /// `-F`: the only configuration file to read.
  private(set) var configFile: String?
  /// Words that are neither options nor their values: for `ssh -W`, the destination.
  private(set) var operands: [String] = []
  /// `-W host:port`.
  private(set) var forward: String?
  /// What has no effect here, for a warning.
  private(set) var ignored: [String] = []

  init(words: [String]) {
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("-"), word.count > 1 else {
        operands.append(word)
        continue
      }
      var letters = word.dropFirst()
      while let letter = letters.popFirst() {
        guard Self.taking.contains(letter) else {
          if !Self.harmless.contains(letter) { ignored.append("-\(letter)") }
          continue
        }
        let value = letters.isEmpty ? rest.popFirst() ?? "" : String(letters)
        take(letter, value)
        break
      }
    }
  }

  private mutating func take(_ letter: Character, _ value: String) {
    switch letter {
    case "o": takeOption(value)
    case "J": options.add("proxyjump", value)
    case "i": options.add("identityfile", value)
    case "p": options.add("port", value)
    case "l": options.add("user", value)
    case "F": configFile = value
    case "W": forward = value
    case "S": break
    default: ignored.append("-\(letter) \(value)")
    }
  }

  /// `Name=value`, `Name value`, with or without quotes.
  private mutating func takeOption(_ text: String) {
    guard let (name, value) = SSHConfig.nameAndValue(text[...]) else {
      ignored.append("-o \(text)")
      return
    }
    let key = name.lowercased()
    if Self.honoured.contains(key) {
      options.add(key, value)
    } else if !Self.harmlessNames.contains(key) {
      ignored.append("-o \(name)")
    }
  }

  /// Reads `ssh -W %h:%p ... user@bastion`; nil when the command is another one.
  static func jump(proxyCommand: String) -> SSHArguments? {
    var words = Words.split(proxyCommand)
    if words.first == "exec" { words.removeFirst() }
    guard let program = words.first, program == "ssh" || program.hasSuffix("/ssh") else { return nil }
    let arguments = SSHArguments(words: Array(words.dropFirst()))
    guard ["%h:%p", "[%h]:%p"].contains(arguments.forward), arguments.operands.count == 1 else { return nil }
    return arguments
  }
}
