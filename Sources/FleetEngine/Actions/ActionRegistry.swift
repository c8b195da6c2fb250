import FleetCore
import FleetModuleKit
import FleetPlaybook
import FleetProtocol

/// The actions by module name; modules without one are sent as they are.
@EngineActor struct ActionRegistry {
  /// One visible, sorted list.
  private nonisolated static let all: [any Action.Type] = [
    AddHostAction.self, AssembleAction.self, AssertAction.self, CopyAction.self, DebugAction.self, FailAction.self,
    FetchAction.self, GetURLAction.self, GroupByAction.self, IncludeVarsAction.self, PackageAction.self,
    PauseAction.self, RawAction.self, RebootAction.self, ScriptAction.self, SetFactAction.self, SetStatsAction.self,
    TemplateAction.self, URIAction.self, UnarchiveAction.self, ValidateArgumentSpecAction.self,
    WaitForConnectionAction.self,
  ]

  /// The modules that have an action.
  nonisolated static let names = Set(all.flatMap { $0.names })

  private let actions: [String: any Action.Type]

  init() {
    var actions: [String: any Action.Type] = [:]
    for action in Self.all { for name in action.names { actions[name] = action } }
    self.actions = actions
  }

  func isForAllHosts(_ module: String) -> Bool { actions[module]?.isForAllHosts ?? false }

  /// Actions that refuse arguments they do not know, with Ansible's two ways to say so.
  private nonisolated static let strict: Set<String> = ["assert", "debug", "pause"]
  private nonisolated static let closed: Set<String> = [
    "fail", "group_by", "reboot", "set_stats", "wait_for_connection",
  ]

  private func checkNames(_ task: ResolvedTask) throws {
    guard Self.strict.contains(task.module) || Self.closed.contains(task.module),
      let spec = ActionParameters.specs[task.module]
    else { return }
    let known = Set(spec.argumentNames)
    let unknown = task.arguments.keys.map { JSONWriter.keyText($0) }.filter { !known.contains($0) }.sorted()
    guard !unknown.isEmpty else { return }
    let names = unknown.joined(separator: ", ")
    guard Self.strict.contains(task.module) else {
      throw ActionFault("Invalid options for \(task.task.action.writtenName): \(unknown.joined(separator: ","))")
    }
    throw ActionFault(
      "Unsupported parameters for (\(task.module)) module: \(names). Supported parameters include: "
        + "\(spec.parameters.map(\.name).sorted().joined(separator: ", ")).")
  }

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    if let action = actions[task.module] {
      if task.asyncSeconds > 0, !task.isCheck, !action.supportsAsync {
        throw ActionFault("This action (\(task.task.action.writtenName)) does not support async.")
      }
      try checkNames(task)
      return try action.init().plan(task, context)
    }
    return try ModuleRequests(context: context).plan(task)
  }
}
