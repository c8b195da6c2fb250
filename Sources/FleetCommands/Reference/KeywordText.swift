import FleetCore
import FleetPlaybook

/// What `fleet doc --keywords` and `ansible-doc -t keyword` print, from the table that drives the loader.
enum KeywordText {
  private static let places: [(KeywordTable.Places, String)] = [
    (.play, "Play"), (.role, "Role"), (.block, "Block"), (.task, "Task"), (.handler, "Handler"),
    (.include, "TaskInclude"), (.importPlaybook, "ImportPlaybook"), (.loopControl, "LoopControl"),
  ]

  static func show(_ options: ParsedOptions, _ session: CommandSession) throws(DiagnosticError) -> Int32 {
    var entries = KeywordTable.entries.sorted { $0.name < $1.name }
    for name in options.arguments where !entries.contains(where: { $0.name == name }) {
      throw DiagnosticError(
        .unknownModuleName, "no keyword `\(name)`", help: Suggestion.help(for: name, in: entries.map(\.name)))
    }
    if !options.arguments.isEmpty { entries = entries.filter { options.arguments.contains($0.name) } }
    if options.has("json") {
      var document = ValueMap()
      for entry in entries {
        document[entry.name] = [
          "applies_to": .list(Self.names(entry).map { .string($0) }), "description": .string(entry.summary),
          "type": .string(entry.kind.rawValue),
        ]
      }
      session.write(JSONWriter(indent: 4).write(.map(document)) + "\n")
      return ExitCode.success
    }
    for entry in entries {
      if options.has("list") {
        session.write(UsageText.row(entry.name, entry.summary))
      } else {
        session.write(
          UsageText.row(
            entry.name,
            "\(entry.summary) (\(entry.kind.rawValue); in \(names(entry).joined(separator: ", ").lowercased()))"))
      }
    }
    return ExitCode.success
  }

  private static func names(_ entry: KeywordTable.Entry) -> [String] {
    places.filter { !entry.places.isDisjoint(with: $0.0) }.map(\.1)
  }
}
