/// The text of `--help` and of the usage line.
struct UsageText {
  let program: String
  let form: CommandForm
  private static let width = 96
  private static let column = 34

  var usage: String { "usage: \(program) [options]\(form.synopsis.isEmpty ? "" : " " + form.synopsis)\n" }

  var help: String {
    var text = usage + "\n" + form.summary + "\n"
    if !form.parts.isEmpty {
      text += "\nCommands:\n"
      for part in form.parts { text += Self.row(part.name, part.summary) }
    }
    for group in form.groups where !group.options.isEmpty {
      text += "\n\(group.title):\n"
      for option in group.options { text += Self.row(Self.names(option), option.help) }
    }
    return text
  }

  private static func names(_ option: OptionSpec) -> String {
    option.names.joined(separator: ", ") + (option.placeholder.map { " \($0)" } ?? "")
  }

  /// A name and its explanation, wrapped beside it.
  static func row(_ name: String, _ explanation: String) -> String {
    var lines: [String] = []
    var line = ""
    for word in explanation.split(separator: " ") {
      if !line.isEmpty, line.count + word.count + 1 > width - column {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    if !line.isEmpty { lines.append(line) }
    let left = "  " + name
    var text = left
    if left.count >= column - 1 {
      text += "\n" + String(repeating: " ", count: column)
    } else {
      text += String(repeating: " ", count: column - left.count)
    }
    return text + lines.joined(separator: "\n" + String(repeating: " ", count: column)) + "\n"
  }
}
