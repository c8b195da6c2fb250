import FleetCore
import FleetJinja
import FleetSystem

/// The variables that the name of a static import may use: extra vars, `vars` around it, the role's and the play's;
/// no host is known yet.
final class ImportScope: VariableScope {
  private let tables: [VariableTable]
  private let fixed: [String: JinjaValue]
  private var path: Set<String> = []

  /// `tables`: the strongest first.
  init(_ tables: [VariableTable], playbookDirectory: String, role: Role?) {
    self.tables = tables
    var fixed: [String: JinjaValue] = [
      "playbook_dir": .string(FilePath.absolute(playbookDirectory)), "omit": .omit,
    ]
    if let role {
      fixed["role_path"] = .string(FilePath.absolute(role.path))
      fixed["role_name"] = .string(role.name)
      fixed["ansible_role_name"] = .string(role.fullName)
    }
    self.fixed = fixed
  }

  func variable(_ name: String) throws(DiagnosticError) -> JinjaValue? {
    if let value = fixed[name] { return value }
    guard let entry = tables.lazy.compactMap({ $0[name] }).first else { return nil }
    guard path.insert(name).inserted else {
      throw DiagnosticError(.importTemplate, "variable `\(name)` refers to itself", at: entry.span)
    }
    defer { path.remove(name) }
    do {
      return try entry.value.lazyValue(in: self)
    } catch let error as DiagnosticError {
      throw error
    } catch {
      throw DiagnosticError(.importTemplate, "variable `\(name)` could not be evaluated: \(error)", at: entry.span)
    }
  }

  var variableNames: [String] { Set(tables.flatMap(\.names)).union(fixed.keys).sorted() }
}
