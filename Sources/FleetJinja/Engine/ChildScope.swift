package import FleetCore

/// A scope with a few names of its own before its parent's: loop variables, task variables, template locals.
package final class ChildScope: VariableScope {
  package let parent: any VariableScope
  private var locals: [String: JinjaValue]

  package init(parent: any VariableScope, locals: [String: JinjaValue]) {
    self.parent = parent
    self.locals = locals
  }

  package func variable(_ name: String) throws(DiagnosticError) -> JinjaValue? {
    if let local = locals[name] { return local }
    return try parent.variable(name)
  }

  package var variableNames: [String] { Array(Set(parent.variableNames).union(locals.keys)) }
  package func userValue(_ name: String) -> TemplatedValue? { locals[name] == nil ? parent.userValue(name) : nil }
  package var lookupEnvironment: (any LookupEnvironment)? { parent.lookupEnvironment }
  package func set(_ value: JinjaValue, for name: String) { locals[name] = value }
}
