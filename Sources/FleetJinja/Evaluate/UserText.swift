import FleetCore

/// Finds the text of the user's own files behind an expression: Ansible evaluates a condition that is one `{{ }}` once
/// more when its result is such a text, and refuses every other text ("indirection of trusted expressions").
enum UserText {
  /// The text that a template's only expression names in the user's files, nil when it is made from anything else.
  static func text(of template: Template, in scope: any VariableScope) -> String? {
    guard case .data(.string(let text))? = value(of: template, in: scope) else { return nil }
    return text
  }

  /// What a template's only expression names in the user's files, as it is written there.
  static func value(of template: Template, in scope: any VariableScope, depth: Int = 0) -> TemplatedValue? {
    guard depth < Limits.templateDepth, template.program.body.count == 1,
      let output = template.program.body[0] as? OutputNode
    else { return nil }
    return value(of: output.expression, in: scope, depth: depth)
  }

  private static func value(
    of node: any ExpressionNode, in scope: any VariableScope, depth: Int
  ) -> TemplatedValue? {
    switch node {
    case let name as NameNode: return resolved(scope.userValue(name.name), in: scope, depth: depth)
    case let attribute as AttributeNode:
      let container = value(of: attribute.value, in: scope, depth: depth)
      return resolved(container?.entry(.string(attribute.name)), in: scope, depth: depth)
    case let member as MemberNode:
      guard let key = member.key as? ConstantNode else { return nil }
      let container = value(of: member.value, in: scope, depth: depth)
      return resolved(container?.entry(key.value), in: scope, depth: depth)
    default: return nil
    }
  }

  /// A variable that is one `{{ }}` itself stands for what that names.
  private static func resolved(_ value: TemplatedValue?, in scope: any VariableScope, depth: Int) -> TemplatedValue? {
    guard case .template(let template)? = value else { return value }
    return self.value(of: template, in: scope, depth: depth + 1)
  }
}
