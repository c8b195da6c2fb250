import FleetCore
import FleetJinja
import FleetProtocol

/// `get_url` for machines without a way out: with `fleet_http_via: control` the control side fetches, with
/// its own curl, and the machine gets the contents.
struct GetURLAction: Action {
  static let names = ["get_url"]
  static let supportsAsync = true

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    guard case .string(let way)? = try context.scope.variable("fleet_http_via")?.data(), way == "control" else {
      return .request(task.request(arguments: ModuleRequests.arguments(task)))
    }
    guard task.asyncSeconds == 0 || task.isCheck else {
      throw ActionFault(
        "`async` does not go together with `fleet_http_via: control`: the control side fetches the file")
    }
    let download = try ControlDownload(task)
    return .conversation {
      let bytes = try await download.fetch()
      var request = task.request(module: "copy")
      request.arguments = download.copyArguments
      request = context.withContent(bytes, named: download.fileName, request)
      var answer = try await context.perform([request], task).first ?? .failure("the agent gave no answer")
      answer.values["url"] = .string(download.url)
      return answer
    }
  }
}
