import FleetCore
import FleetModuleKit

/// The documents of one module, made of its declaration.
struct ModuleText {
  private let spec: ModuleSpec

  init(_ spec: ModuleSpec) { self.spec = spec }

  var text: String {
    var text = "\(spec.name): \(spec.summary)\n"
    text += "check mode: \(spec.checkMode.rawValue)\n"
    if !spec.parameters.isEmpty { text += "\nParameters (= is required):\n" }
    for parameter in sorted { text += row(parameter, level: 0) }
    return text + "\n"
  }

  private var sorted: [ParameterSpec] { spec.parameters.sorted { $0.name < $1.name } }

  private func row(_ parameter: ParameterSpec, level: Int) -> String {
    var words = parameter.summary
    words += " (\(parameter.kind.description)"
    if !parameter.choices.isEmpty { words += ": \(parameter.choices.joined(separator: ", "))" }
    words += ")"
    if let value = parameter.defaultValue, !value.isNull { words += " Default: \(JSONWriter.keyText(value))." }
    if !parameter.aliases.isEmpty { words += " Also: \(parameter.aliases.joined(separator: ", "))." }
    let name = String(repeating: "  ", count: level) + (parameter.isRequired ? "= " : "- ") + parameter.name
    return UsageText.row(name, words) + parameter.suboptions.map { row($0, level: level + 1) }.joined()
  }

  var snippet: String {
    var text = "- name: \(spec.summary)\n  \(spec.name):\n"
    for parameter in sorted {
      let mark = parameter.isRequired ? "(required) " : ""
      text += "      \(parameter.name):  # \(mark)\(parameter.summary)\n"
    }
    return text
  }

  var json: Value {
    var options = ValueMap()
    for parameter in sorted { options[parameter.name] = json(parameter) }
    return [
      "doc": [
        "module": .string(spec.name), "short_description": .string(spec.summary), "options": .map(options),
        "attributes": ["check_mode": ["support": .string(spec.checkMode.rawValue)]],
      ]
    ]
  }

  private func json(_ parameter: ParameterSpec) -> Value {
    var entry: ValueMap = [
      "description": .list([.string(parameter.summary)]), "type": .string(parameter.kind.name),
      "required": .bool(parameter.isRequired),
    ]
    if !parameter.choices.isEmpty { entry["choices"] = .list(parameter.choices.map { .string($0) }) }
    if let value = parameter.defaultValue { entry["default"] = value }
    if !parameter.aliases.isEmpty { entry["aliases"] = .list(parameter.aliases.map { .string($0) }) }
    if !parameter.suboptions.isEmpty {
      var suboptions = ValueMap()
      for option in parameter.suboptions { suboptions[option.name] = json(option) }
      entry["suboptions"] = .map(suboptions)
    }
    return .map(entry)
  }
}
