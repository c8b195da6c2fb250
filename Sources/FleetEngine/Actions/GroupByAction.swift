import FleetCore
import FleetProtocol

/// `group_by`: puts the host into a group named by its variables.
struct GroupByAction: Action {
  static let names = ["group_by"]

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    let arguments = ActionArguments(task)
    guard let key = arguments.text("key") else {
      throw ActionFault("the 'key' param is required when using group_by")
    }
    let group = key.replacing(" ", with: "-")
    let parents = (arguments.list("parents") ?? ["all"]).map { $0.replacing(" ", with: "-") }
    var result = ModuleResult()
    result.changed = try context.run.inventory.addGroup(group, parents: parents, host: context.host.name)
    result.values["add_group"] = .string(group)
    result.values["parent_groups"] = .list(parents.map { .string($0) })
    return .done(result)
  }
}
