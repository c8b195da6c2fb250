import FleetCore
import FleetJinja
import FleetPlaybook

/// Evaluates `include_tasks` and `include_role` for one host and item; the play loads and inserts what they name.
@EngineActor struct IncludeResolver {
  let runner: TaskRunner

  func finish(_ item: LoopItem) throws -> ItemFinish {
    var finish = ItemFinish(item: item, status: .ok, result: ["changed": false, "failed": false])
    let arguments = try self.arguments(item)
    let target: IncludeRequest.Target
    if runner.task.action.kind == .includeRole {
      target = .role(try selection(arguments))
      finish.result["include_args"] = .map(arguments)
    } else {
      target = .file(try file(arguments, item))
    }
    var request = IncludeRequest(target: target, variables: item.variables)
    if item.isInLoop { request.itemLabel = runner.outcome(of: finish).itemLabel }
    finish.include = request
    runner.complete(&finish)
    return finish
  }

  private func arguments(_ item: LoopItem) throws -> ValueMap {
    var map: ValueMap = [:]
    for argument in runner.task.action.arguments {
      guard let value = try runner.engine.value(of: argument.value, in: item.scope) else { continue }
      map[argument.key] = value
    }
    return map
  }

  private func file(_ arguments: ValueMap, _ item: LoopItem) throws -> String {
    if case .string(let name)? = arguments["file"] { return name }
    if let freeForm = runner.task.action.freeForm,
      case .string(let name)? = try runner.engine.value(of: freeForm.value, in: item.scope)
    {
      return name
    }
    throw DiagnosticError(
      .includeFault, "No include file was specified to the include", at: runner.task.action.span,
      help: ["write `include_tasks: file.yml`"])
  }

  private func selection(_ arguments: ValueMap) throws -> RoleSelection {
    guard case .string(let name)? = arguments["name"] ?? arguments["role"] else {
      throw DiagnosticError(
        .includeFault, "'name' is a required field for include_role.", at: runner.task.action.span)
    }
    var selection = RoleSelection(name: name)
    selection.tasksFrom = arguments["tasks_from"]?.string
    selection.varsFrom = arguments["vars_from"]?.string
    selection.defaultsFrom = arguments["defaults_from"]?.string
    selection.handlersFrom = arguments["handlers_from"]?.string
    selection.isPublic = arguments["public"].flatMap(KeywordReader.truth)
    selection.allowDuplicates = arguments["allow_duplicates"].flatMap(KeywordReader.truth) ?? true
    selection.rolespecValidate = arguments["rolespec_validate"].flatMap(KeywordReader.truth) ?? true
    return selection
  }
}
