import FleetCore
import FleetJinja
import FleetVault

/// A value as it is written in the user's files: templates as text, vaulted values as ciphertext, `!unsafe` text
/// marked, in the form of Ansible's inventory JSON.
enum WrittenText {
  static func value(_ written: TemplatedValue) -> Value {
    switch written {
    case .data(let data): marked(data)
    case .template(let template): .string(template.text)
    case .unsafe(let text): ["__ansible_unsafe": .string(text)]
    case .vaulted(let text): ["__ansible_vault": .string(text.ciphertext)]
    case .list(let items): .list(items.map(value))
    case .map(let entries): .map(ValueMap(entries.map { (value($0.key), value($0.value)) }))
    }
  }

  /// Data that looks like a template must not become one when it is read again.
  private static func marked(_ data: Value) -> Value {
    switch data {
    case .string(let text):
      TemplateOptions.ansible.mayTemplate(text) ? ["__ansible_unsafe": data] : data
    case .list(let items): .list(items.map(marked))
    case .map(let map): .map(map.mapValues(marked))
    default: data
    }
  }
}
