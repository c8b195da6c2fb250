import FleetCore

/// Finds the text of the user's own files behind an expression: Ansible evaluates a condition that is one `{{ }}` once
/// more when its result is such a text, and refuses every other text ("indirection of trusted expressions").
enum UserText {
  /// The text that a template's only expression names in the user's files, nil when it is made from anything else.
  static func text(of template: Template, in scope: any VariableScope, depth: Int = 0) -> String? {
    guard depth < Limits.templateDepth, template.program.body.count == 1,
      let output = template.program.body[0] as? OutputNode,
      case .data(.string(let text))? = value(of: output.expression, in: scope, depth: depth)
    else { return nil }
    return text
  }

  private static func value(
    of node: any ExpressionNode, in scope: any VariableScope, depth: Int
  ) -> TemplatedValue? {
    switch node {
    case let name as NameNode: return resolved(scope.userValue(name.name), in: scope, depth: depth)
    case let attribute as AttributeNode:
      let container = value(of: attribute.value, in: scope, depth: depth)
      return resolved(entry(.string(attribute.name), of: container), in: scope, depth: depth)
    case let member as MemberNode:
      guard let key = member.key as? ConstantNode else { return nil }
      let container = value(of: member.value, in: scope, depth: depth)
      return resolved(entry(key.value, of: container), in: scope, depth: depth)
    default: return nil
    }
  }

  private static func entry(_ key: Value, of container: TemplatedValue?) -> TemplatedValue? {
    switch (container, key) {
    case (.map(let entries)?, _): entries.last { $0.key.literal == key }?.value
    case (.data(.map(let map))?, _): map[key].map { .data($0) }
    case (.list(let items)?, .int(let index)): items.indices.contains(index) ? items[index] : nil
    case (.data(.list(let items))?, .int(let index)): items.indices.contains(index) ? .data(items[index]) : nil
    default: nil
    }
  }

  /// A variable that is one `{{ }}` itself stands for what that names.
  private static func resolved(_ value: TemplatedValue?, in scope: any VariableScope, depth: Int) -> TemplatedValue? {
    guard case .template(let template)? = value else { return value }
    return text(of: template, in: scope, depth: depth + 1).map { .data(.string($0)) }
  }
}
