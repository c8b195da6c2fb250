import FleetCore

/// One option of a command, declared once: its names, what it takes, its line of help.
struct OptionSpec: Sendable {
  enum Kind: Sendable, Equatable {
    case flag
    /// May be given several times: `-vvv`.
    case count
    /// Takes a value; the last one counts.
    case value(String)
    /// Takes a value each time it is given.
    case values(String)
    /// Takes a whole number.
    case number(String)
  }

  /// What the commands ask for: the first long name without its dashes.
  let key: String
  /// Short names first, then long ones, as the help shows them.
  let names: [String]
  let kind: Kind
  let help: String
  /// Keys of options that cannot be given beside this one.
  let excludes: [String]

  init(_ names: String, _ kind: Kind, excludes: [String] = [], _ help: String) {
    self.names = names.spacedWords
    let long = self.names.first { $0.hasPrefix("--") } ?? self.names.first ?? ""
    key = String(long.drop { $0 == "-" })
    self.kind = kind
    self.excludes = excludes
    self.help = help
  }

  /// A flag.
  init(_ names: String, excludes: [String] = [], _ help: String) {
    self.init(names, .flag, excludes: excludes, help)
  }

  var placeholder: String? {
    switch kind {
    case .flag, .count: nil
    case .value(let name), .values(let name), .number(let name): name
    }
  }

  /// As argparse calls it in its messages: `-i/--inventory/--inventory-file`.
  var title: String { names.joined(separator: "/") }
}

/// Options that stand together in the help.
struct OptionGroup: Sendable {
  let title: String
  let options: [OptionSpec]

  init(_ title: String, _ options: [OptionSpec]) {
    self.title = title
    self.options = options
  }
}
