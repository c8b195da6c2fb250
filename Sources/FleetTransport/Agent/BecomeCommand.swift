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

  /// The command line for a login shell.
  func line(_ words: [String]) throws(ConnectionError) -> String {
    let given = become.flags.map { Words.split($0) }
    switch method {
    case "sudo":
      // Without -n: our prompt tells in any language that a password is missing.
      let flags = (given ?? ["-H"]).compactMap(Self.withoutNonInteractive)
      return ([become.program ?? "sudo"] + flags + ["-S", "-p", prompt, "-u", become.user] + words).map(Words.quote)
        .joined(separator: " ")
    case "su":
      let inner = words.map(Words.quote).joined(separator: " ")
      return ([become.program ?? "su"] + (given ?? []) + [become.user, "-c", inner]).map(Words.quote).joined(
        separator: " ")
    case "doas":
      return ([become.program ?? "doas"] + (given ?? ["-n"]) + ["-u", become.user] + words).map(Words.quote).joined(
        separator: " ")
    default:
      throw ConnectionError(
        .become, "the become method `\(become.method)` is not supported", help: "use sudo, su or doas")
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
    case "sudo": questions = text.split(separator: prompt, omittingEmptySubsequences: false).count - 1
    case "su": questions = isPasswordPrompt(text) ? 1 : 0
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

  /// su's own prompt, in whatever language: the only thing it writes that waits behind a colon.
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
    if hasAnswered, status == 1, method == "su" || said.contains("incorrect password") { return incorrect }
    if said.contains("password is required") { return ConnectionError(.become, "Missing \(method) password") }
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
