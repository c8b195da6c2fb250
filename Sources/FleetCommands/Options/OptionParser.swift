import FleetCore

/// A command line that cannot be read: exit code 2 with the usage, as argparse does.
struct UsageFault: Error, Sendable {
  let message: String
  var help: [String] = []
}

/// Reads a command line by a table of options, as Python's argparse does: clustered short options, values after `=` or
/// a space, unique beginnings of long names, `--` before arguments that look like options.
struct OptionParser {
  private let options: [OptionSpec]
  private let byName: [String: OptionSpec]
  private var parsed = ParsedOptions()
  private var words: ArraySlice<String>
  private var used: [OptionSpec] = []

  static func parse(_ words: [String], _ options: [OptionSpec]) throws(UsageFault) -> ParsedOptions {
    var parser = OptionParser(words, options)
    try parser.run()
    return parser.parsed
  }

  private init(_ words: [String], _ options: [OptionSpec]) {
    self.words = words[...]
    self.options = options
    byName = Dictionary(options.flatMap { option in option.names.map { ($0, option) } }) { first, _ in first }
  }

  private mutating func run() throws(UsageFault) {
    while let word = words.popFirst() {
      if word == "--" {
        parsed.arguments += words
        return
      }
      if word.hasPrefix("--") {
        try long(word)
      } else if word.hasPrefix("-"), word.count > 1, !Self.isNumber(word), !word.contains(" ") {
        try short(word)
      } else {
        parsed.arguments.append(word)
      }
    }
  }

  private static func isNumber(_ word: String) -> Bool { Double(word) != nil }

  private mutating func long(_ word: String) throws(UsageFault) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let option = try find(parts[0])
    try apply(option, attached: parts.count > 1 ? parts[1] : nil)
  }

  /// The option of a long name or of a beginning that only it has.
  private func find(_ name: String) throws(UsageFault) -> OptionSpec {
    if let exact = byName[name] { return exact }
    let matching = options.filter { option in option.names.contains { $0.hasPrefix("--") && $0.hasPrefix(name) } }
    if matching.count == 1 { return matching[0] }
    if matching.count > 1 {
      let names = matching.flatMap(\.names).filter { $0.hasPrefix(name) }.joined(separator: ", ")
      throw UsageFault(message: "ambiguous option: \(name) could match \(names)")
    }
    throw UsageFault(
      message: "unrecognized arguments: \(name)",
      help: Suggestion.help(for: name, in: byName.keys.filter { $0.hasPrefix("--") }.sorted()))
  }

  /// `-vvb`, `-f10`, `-f 10`, `-f=10`.
  private mutating func short(_ word: String) throws(UsageFault) {
    var rest = word.dropFirst()
    while let letter = rest.popFirst() {
      guard let option = byName["-\(letter)"] else {
        throw UsageFault(
          message: "unrecognized arguments: \(word)",
          help: Suggestion.help(for: "-" + word, in: byName.keys.filter { $0.hasPrefix("--") }.sorted()))
      }
      switch option.kind {
      case .flag, .count: try apply(option, attached: nil)
      case .value, .values, .number:
        if rest.first == "=" { rest = rest.dropFirst() }
        return try apply(option, attached: rest.isEmpty ? nil : String(rest))
      }
    }
  }

  private mutating func apply(_ option: OptionSpec, attached: String?) throws(UsageFault) {
    for other in used where option.excludes.contains(other.key) || other.excludes.contains(option.key) {
      throw UsageFault(message: "argument \(option.title): not allowed with argument \(other.title)")
    }
    used.append(option)
    switch option.kind {
    case .flag, .count:
      guard attached == nil else {
        throw UsageFault(message: "argument \(option.title): ignored explicit argument '\(attached ?? "")'")
      }
      parsed.note(option.key)
    case .value, .values:
      parsed.add(try value(option, attached), option.key)
    case .number:
      let text = try value(option, attached)
      guard Int(text) != nil else {
        throw UsageFault(message: "argument \(option.title): invalid int value: '\(text)'")
      }
      parsed.add(text, option.key)
    }
  }

  /// The next word, unless it looks like an option.
  private mutating func value(_ option: OptionSpec, _ attached: String?) throws(UsageFault) -> String {
    if let attached { return attached }
    guard let next = words.first,
      !next.hasPrefix("-") || next == "-" || next.contains(" ") || Self.isNumber(next)
    else { throw UsageFault(message: "argument \(option.title): expected one argument") }
    words.removeFirst()
    return next
  }
}
