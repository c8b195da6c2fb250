import FleetCore
import FleetYAML

/// A listing as YAML, in the form PyYAML gives it.
enum InventoryYAML {
  static func text(_ value: Value) -> String {
    (try? YAMLEmitter().write(node(value))) ?? JSONWriter(indent: 2).write(value)
  }

  /// Ciphertext bears its tag.
  private static func node(_ value: Value) -> YAMLEmitterNode {
    switch value {
    case .list(let items): return .sequence(items.map(node))
    case .map(let map):
      if map.count == 1, let ciphertext = map["__ansible_vault"]?.string {
        return .scalar(text: ciphertext, type: "!vault")
      }
      // `!unsafe` is lost here in Ansible, too.
      if map.count == 1, let text = map["__ansible_unsafe"]?.string { return .scalar(text: text, type: "str") }
      let pairs = map.map { (JSONWriter.keyText($0.key), $0.value) }
        .sorted { JSONWriter.codePointOrder($0.0, $1.0) }
      return .mapping(pairs.map { (.scalar(text: $0.0, type: "str"), node($0.1)) })
    default: return YAMLEmitterNode(value)
    }
  }
}
