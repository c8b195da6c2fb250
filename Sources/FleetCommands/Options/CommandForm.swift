import FleetCore

/// A command as the help shows it and as it runs.
struct CommandForm: Sendable {
  let name: String
  /// What it takes behind the options, such as `PLAYBOOK...`.
  let synopsis: String
  let summary: String
  let groups: [OptionGroup]
  /// Commands below it: `fleet vault encrypt`.
  let parts: [CommandForm]
  let run: @Sendable (ParsedOptions, CommandSession) async throws -> Int32

  init(
    _ name: String, _ synopsis: String, _ summary: String, groups: [OptionGroup] = [], parts: [CommandForm] = [],
    run: @escaping @Sendable (ParsedOptions, CommandSession) async throws -> Int32
  ) {
    self.name = name
    self.synopsis = synopsis
    self.summary = summary
    self.groups = groups + [Self.general]
    self.parts = parts
    self.run = run
  }

  private static let general = OptionGroup(
    "General",
    [
      OptionSpec("-h --help", "show this help and exit"),
      OptionSpec("--version", "show the version and exit"),
      OptionSpec("-v --verbose", .count, "say more; repeat it for still more (-vvv)"),
    ])

  var options: [OptionSpec] { groups.flatMap(\.options) }
}
