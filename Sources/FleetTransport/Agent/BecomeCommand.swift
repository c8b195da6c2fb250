/// A command under another identity: how it is written, and what to answer when a password is asked for.
struct BecomeCommand: Sendable {
  private let become: ConnectionSettings.Become
  /// Our own prompt: the password goes to nobody else.
  private let prompt: String
  private var hasAnswered = false

  init(_ become: ConnectionSettings.Become, session: String) {
    self.become = become
    prompt = "[fleet-\(session)] password: "
  }

  private var method: String { become.method.split(separator: ".").last.map(String.init) ?? become.method }

  /// Whether the program asks for passwords on a terminal alone.
  static func needsTerminal(_ become: ConnectionSettings.Become) -> Bool {
    become.method.split(separator: ".").last == "doas" && become.password != nil
  }

  /// Whether it refused to work without a terminal: sudoers' `requiretty`, doas without `nopass`.
  static func asksForTerminal(_ words: String) -> Bool {
    words.contains("must have a tty") || words.contains("a tty is required")
  }

  /// The command line for a login shell.
  func line(_ words: [String], onTerminal: Bool = false) throws(ConnectionError) -> String {
    var all = try command(words, onTerminal: onTerminal)
    if let folder = become.folder {
      all = ["sh", "-c", "cd \"$0\" && exec \"$@\"", folder] + all
    }
    // Bytes pass a terminal unchanged, and its end is no signal to the agent, which first ends its step.
    if onTerminal { all = ["sh", "-c", "stty raw -echo; trap \"\" HUP; exec \"$@\"", "fleet"] + all }
    return all.map(Words.quote).joined(separator: " ")
  }

  private func command(_ words: [String], onTerminal: Bool) throws(ConnectionError) -> [String] {
    let given = become.flags.map { Words.split($0) }
    // Without -n: our prompt tells in any language that a password is missing.
    let sudoFlags = (given ?? ["-H"]).compactMap(Self.withoutNonInteractive) + ["-S", "-p", prompt]
    let inner = words.map(Words.quote).joined(separator: " ")
    switch method {
    case "sudo", "dzdo": return [become.program ?? method] + sudoFlags + ["-u", become.user] + words
    case "sudosu": return [become.program ?? "sudo"] + sudoFlags + ["su", "-l", become.user, "-c", inner]
    case "su": return [become.program ?? "su"] + (given ?? []) + [become.user, "-c", inner]
    case "doas":
      return [become.program ?? "doas"] + (given ?? (onTerminal ? [] : ["-n"])) + ["-u", become.user] + words
    case "pfexec": return [become.program ?? "pfexec"] + (given ?? []) + words
    default:
      throw ConnectionError(
        .become, "the become method `\(become.method)` is not supported",
        help: "use sudo, su, doas, or community.general's sudosu, dzdo or pfexec")
    }
  }

  /// `-n` goes, alone or among other letters: `-HSn` becomes `-HS`. Options that take a word are left alone.
  private static func withoutNonInteractive(_ flag: String) -> String? {
    if flag == "-n" || flag == "--non-interactive" { return nil }
    let letters = flag.dropFirst()
    guard flag.hasPrefix("-"), !flag.hasPrefix("--"), letters.allSatisfy({ "AbEeHiKknPSs".contains($0) }) else {
      return flag
    }
    return "-" + letters.filter { $0 != "n" }
  }

  /// The password, when what was written to standard error asks for it. Throws when there is none, or when it is asked
  /// for again.
  mutating func answer(to errors: [UInt8]) throws(ConnectionError) -> Secret? {
    let text = String(decoding: errors, as: UTF8.self)
    let questions: Int
    switch method {
    case "sudo", "dzdo", "sudosu":
      questions = text.split(separator: prompt, omittingEmptySubsequences: false).count - 1
    case "su", "doas": questions = isPasswordPrompt(text) ? 1 : 0
    default: return nil
    }
    if questions == 0 { return nil }
    guard let password = become.password else { throw ConnectionError(.become, "Missing \(method) password") }
    if hasAnswered {
      if questions > 1 { throw incorrect }
      return nil
    }
    hasAnswered = true
    return password
  }

  private var incorrect: ConnectionError { ConnectionError(.become, "Incorrect \(method) password") }

  /// The prompt of su or doas, in whatever language: the only thing they write that waits behind a colon.
  private func isPasswordPrompt(_ text: String) -> Bool {
    let last = text.split(whereSeparator: \.isNewline).last ?? ""
    let trimmed = last.reversed().drop { $0 == " " }
    guard trimmed.first == ":" || trimmed.first == "：" else { return false }
    let words = last.lowercased()
    return become.prompts.isEmpty || become.prompts.contains { words.contains($0.lowercased()) }
  }

  /// The error when the command ended before it began.
  func failure(status: Int32, words: String) -> ConnectionError {
    let said = words.replacing(prompt, with: "")
    let isRefused = said.contains("incorrect password") || said.contains("uthentication fail")
    if hasAnswered, status == 1, method == "su" || isRefused { return incorrect }
    let isMissing = ["password is required", "Authorization required", "Authentication required"]
    if isMissing.contains(where: { said.contains($0) }) {
      return ConnectionError(.become, "Missing \(method) password")
    }
    if status == 127 {
      return ConnectionError(
        .become, "`\(method)` is not there: \(said)", help: "install \(method) on the machine, or change become_method")
    }
    return ConnectionError(.become, "\(method) to \(become.user) failed: \(said.isEmpty ? "status \(status)" : said)")
  }

  func timeout(words: String) -> ConnectionError {
    ConnectionError(
      .timeout,
      "Timed out waiting for become success or become password prompt (\(method) to \(become.user)): \(words)",
      help: "\(method) asked something else than a password, or did not answer")
  }
}
