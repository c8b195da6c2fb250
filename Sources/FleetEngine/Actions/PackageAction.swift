import FleetCore
import FleetJinja
import FleetProtocol

/// `package`: the module of the package manager that the task or the variable `ansible_package_use` names; without
/// either the machine finds it out.
struct PackageAction: Action {
  static let names = ["package"]
  static let supportsAsync = true

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    var manager = ActionArguments(task).text("use") ?? "auto"
    if manager == "auto", case .string(let name)? = try context.scope.variable("ansible_package_use")?.data() {
      manager = name
    }
    guard manager != "auto", !manager.isEmpty else { return .request(task.request()) }
    let name = manager.split(separator: ".").last.map(String.init) ?? manager
    guard context.run.specs[name] != nil else {
      throw ActionFault("Could not find a matching action for the \"\(manager)\" package manager.")
    }
    var arguments = task.arguments
    arguments.removeValue(forKey: "use")
    return .request(task.request(module: name, arguments: arguments))
  }
}
