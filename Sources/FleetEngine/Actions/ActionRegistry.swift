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

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    if let action = actions[task.module] {
      if task.asyncSeconds > 0, !task.isCheck, !action.supportsAsync {
        throw ActionFault("This action (\(task.task.action.writtenName)) does not support async.")
      }
      return try action.init().plan(task, context)
    }
    return try ModuleRequests(context: context).plan(task)
  }
}
