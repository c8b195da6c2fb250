import FleetCore
import FleetJinja

/// A use of a role before the role is found: what the entry, the dependency or the import says.
struct RoleRequest {
  /// Which files of the role are used instead of `main`.
  struct Files: Hashable {
    var tasks: String?
    var vars: String?
    var defaults: String?
    var handlers: String?
  }

  var name: String
  var span: Span?
  var keywords = TaskKeywords()
  var parameters: VariableTable = .empty
  var vars: VariableTable?
  var files = Files()
  var isPublic = true
  /// `rolespec_validate`.
  var validates = true
  /// What `import_role` and `include_role` say, which wins over the role's meta.
  var allowDuplicates: Bool?
  /// Used by `import_role` or `include_role`.
  var isIncluded = false
  /// What the entry says, as text: uses that say the same run once.
  var signature = ""
}
