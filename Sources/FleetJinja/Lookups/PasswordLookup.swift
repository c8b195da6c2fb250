import FleetCore
import FleetSystem

/// `password`: a random password, kept in a file for the next time.
enum PasswordLookup {
  static let table: [String: FunctionRegistry.Function] = [
    "password": { arguments, context in .strings(try arguments.positional.map { try password($0, arguments, context) })
    }
  ]

  private static let characterSets = [
    "ascii_letters": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ascii_lowercase": "abcdefghijklmnopqrstuvwxyz", "ascii_uppercase": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "digits": "0123456789", "hexdigits": "0123456789abcdefABCDEF", "octdigits": "01234567",
    "printable": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
      + "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \t\n\r\u{B}\u{C}",
    "punctuation": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "whitespace": " \t\n\r\u{B}\u{C}",
  ]
  private static let names = ["chars", "encrypt", "ident", "length", "seed"]
  private static let saltLetters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./".utf8)

  private static func password(
    _ term: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> String {
    let text = try term.string(named: "path")
    var options = try LookupOptions(arguments, of: "password", names: names)
    var path = text
    if let space = text.firstIndex(of: " ") {
      let inline = try InlineOptions(String(text[text.index(after: space)...]))
      path = String(text[..<space]) + (inline.rest.isEmpty ? "" : " " + inline.rest)
      guard text.hasPrefix(path) else {
        throw TemplateFault("Unrecognized value after key=value parameters given to password lookup")
      }
      for (name, value) in inline.options {
        guard names.contains(name) else {
          throw TemplateFault("Unrecognized parameter(s) given to password lookup: \(name)")
        }
        try options.set(.string(value), for: name)
      }
    }
    path = FilePath.expandingHome(path)
    if !FilePath.isAbsolute(path) { path = FilePath.join(try LookupFiles.baseDirectory(context), path) }
    path = FilePath.normalized(path)
    let isKept = path != "/dev/null"
    var (secret, salt, ident): (String, String?, String?)
    var isChanged = false
    if isKept, FileSystem.exists(path) {
      (secret, salt, ident) = parse(PythonText.strip(try FileSystem.readText(path), leading: false))
    } else {
      (secret, salt, ident) = (try generate(options), nil, nil)
      isChanged = true
    }
    let encrypt = try options.text("encrypt").flatMap { $0.isEmpty ? nil : $0 }
    if let encrypt {
      if salt == nil {
        isChanged = true
        let size = encrypt == "bcrypt" ? 22 : (encrypt == "md5_crypt" ? 8 : 16)
        salt = try PasswordHash.randomText(size, from: saltLetters)
      }
      let wanted = try options.text("ident")
      if let kept = ident, let wanted, kept != wanted {
        throw TemplateFault(
          "The ident parameter provided (\(wanted)) does not match the stored one (\(kept)).")
      }
      if ident == nil {
        ident = wanted ?? (encrypt == "bcrypt" ? "2b" : nil)
        if ident != nil { isChanged = true }
      }
    }
    if isChanged, isKept {
      let tail = salt.map { " salt=\($0)" + (ident.map { " ident=\($0)" } ?? "") } ?? ""
      try FileSystem.makeDirectories(FilePath.parent(of: path), mode: 0o700)
      try FileSystem.replace(path, with: Array((secret + tail + "\n").utf8), mode: 0o600)
    }
    guard let encrypt else { return secret }
    return try PasswordHash(type: encrypt, salt: salt, ident: ident).hash(secret)
  }

  /// `secret salt=... ident=...`
  private static func parse(_ content: String) -> (String, String?, String?) {
    func cut(_ text: String, _ mark: String) -> (String, String?) {
      let parts = PythonText.split(text, by: mark)
      guard parts.count > 1, let last = parts.last else { return (text, nil) }
      return (parts.dropLast().joined(separator: mark), last)
    }
    let (secret, rest) = cut(content, " salt=")
    guard let rest, !rest.isEmpty else { return (secret, nil, nil) }
    let (salt, ident) = cut(rest, " ident=")
    return (secret, salt, ident)
  }

  private static func generate(_ options: LookupOptions) throws -> String {
    let length = try options.int("length") ?? 20
    guard length <= 1_000_000 else { throw TemplateFault("a password of \(length) characters") }
    var specifications = ["ascii_letters", "digits", ".,:-_"]
    if let chars = options["chars"] {
      if chars.isListLike {
        specifications = try chars.elements().map { try $0.text() }
      } else {
        let text = try chars.text()
        specifications = text.contains(",,") ? [","] : []
        specifications += PythonText.replace(text, ",,", with: ",").split(separator: ",").map(String.init)
      }
    }
    let letters = specifications.map { characterSets[$0] ?? $0 }.joined().unicodeScalars.filter {
      $0 != "\"" && $0 != "'"
    }
    let choices = Array(letters)
    guard !choices.isEmpty else { throw TemplateFault("the password lookup has no characters to choose from") }
    if let seed = options["seed"] {
      var source = try RandomSource(.string(try seed.text()))
      return PythonText.string((0..<max(0, length)).map { _ in choices[source.below(choices.count)] })
    }
    return PythonText.string((0..<max(0, length)).map { _ in choices.randomElement() ?? choices[0] })
  }
}
