package import FleetCore
package import FleetJinja

/// One use of a role: from a play's `roles`, a dependency, `import_role` or `include_role`. Its tasks carry the
/// keywords of this use, so that a role used twice is two `Role`s; `duplicateKey` tells which are the same to Ansible.
package final class Role: Sendable {
  /// As written in the playbook, such as `web` or `acme.site.web`.
  package let name: String
  /// The namespace and collection of a role from a collection.
  package let collection: String?
  /// The role's folder.
  package let path: String
  /// Parameters of the use: every key of the entry that is no keyword (precedence 20, role params).
  package let parameters: VariableTable
  /// `vars:` of the entry (they act as role params do, but weaker: level of `include_role`'s task vars).
  package let entryVars: VariableTable?
  /// `defaults/main`, level 2.
  package let defaults: VariableTable
  /// `vars/main`, level 15.
  package let vars: VariableTable
  /// Roles of `meta/main`'s dependencies, in order, each with its own tasks.
  package let dependencies: [Role]
  package let allowDuplicates: Bool
  /// `public`: whether defaults and vars stay visible to later tasks of the play (`roles:` and `import_role`: yes).
  package let isPublic: Bool
  /// Names from the outermost role that led here (dependency chain or nested include) to the direct parent.
  package let parents: [Role]
  /// Equal for uses that Ansible runs once per host and play, unless `allowDuplicates`.
  package let duplicateKey: String
  package let span: Span?
  private let content: RoleContent

  package init(
    name: String, collection: String?, path: String, parameters: VariableTable, entryVars: VariableTable?,
    defaults: VariableTable, vars: VariableTable, dependencies: [Role], allowDuplicates: Bool, isPublic: Bool,
    parents: [Role], duplicateKey: String, span: Span?, content: RoleContent
  ) {
    self.name = name
    self.collection = collection
    self.path = path
    self.parameters = parameters
    self.entryVars = entryVars
    self.defaults = defaults
    self.vars = vars
    self.dependencies = dependencies
    self.allowDuplicates = allowDuplicates
    self.isPublic = isPublic
    self.parents = parents
    self.duplicateKey = duplicateKey
    self.span = span
    self.content = content
  }

  /// The tasks of this role alone; those of its dependencies run before and are in `dependencies`.
  package var tasks: [TaskNode] { content.tasks }
  /// The handlers of this role alone.
  package var handlers: [PlayTask] { content.handlers }

  /// What `ansible_role_name` and the `role : task` prefix show.
  package var fullName: String { collection.map { "\($0).\(name)" } ?? name }

  /// Dependencies first, as Ansible runs them, this role last.
  package var allRoles: [Role] { dependencies.flatMap(\.allRoles) + [self] }
}
