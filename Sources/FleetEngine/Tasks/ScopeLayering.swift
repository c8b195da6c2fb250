import FleetJinja
import FleetVariables

/// Puts names on top of a scope so that variables which refer to them see them too: a variable of the play that is
/// written with `item` must be evaluated anew for each item.
enum ScopeLayering {
  /// `written`: which of them the user's files hold as they are.
  static func adding(
    _ locals: [String: JinjaValue], written: [String: TemplatedValue] = [:], to scope: any VariableScope
  ) -> any VariableScope {
    if locals.isEmpty { return scope }
    if let task = scope as? TaskScope { return task.with(locals, written: written) }
    return ChildScope(parent: scope, locals: locals)
  }
}
