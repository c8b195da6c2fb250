import FleetCore
import FleetJinja
import FleetPlaybook

/// The arguments of a task as they are written, for headings (`display_args_to_stdout`, the JUnit file).
enum WrittenArguments {
  /// `key=value, key=value`; nil for a task whose arguments must not be shown.
  static func text(of task: PlayTask) -> String? {
    if let secret = task.keywords.noLog, secret.literal != false { return nil }
    var parts = task.action.arguments.map { "\($0.key)=\(text($0.value))" }
    if let free = task.action.freeForm { parts.insert("_raw_params=\(text(free.value))", at: 0) }
    return parts.joined(separator: ", ")
  }

  private static func text(_ written: TemplatedValue) -> String {
    let value = value(written)
    return (try? JinjaValue(value).text()) ?? JSONWriter.keyText(value)
  }

  static func value(_ written: TemplatedValue) -> Value {
    switch written {
    case .data(let data): data
    case .template(let template): .string(template.text)
    case .unsafe(let text): .string(text)
    case .vaulted: "********"
    case .list(let items): .list(items.map(value))
    case .map(let entries): .map(ValueMap(entries.map { (value($0.key), value($0.value)) }))
    }
  }
}
