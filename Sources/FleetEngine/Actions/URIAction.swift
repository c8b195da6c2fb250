import FleetCore
import FleetProtocol
import FleetSystem

/// `uri`: sends the files of the control side that the request's body is made of, unless `remote_src` says that they
/// are on the machine.
struct URIAction: Action {
  static let names = ["uri"]
  static let supportsAsync = true

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    let arguments = ActionArguments(task)
    var request = task.request(arguments: ModuleRequests.arguments(task))
    if try arguments.bool("remote_src") { return .request(request) }
    if let source = arguments.text("src"), !source.isEmpty {
      return .request(try context.withFile(try context.find(source, in: "files"), request, hasName: false))
    }
    guard arguments.text("body_format") == "form-multipart", case .map(let body)? = task.arguments["body"] else {
      return .request(request)
    }
    var fields: ValueMap = [:]
    for (key, value) in body {
      fields[key] = value
      guard case .map(var field) = value, field["content"].map({ $0 == .null }) ?? true,
        case .string(let name)? = field["filename"], !name.isEmpty
      else { continue }
      let file = try context.withPart(try context.find(name, in: "files"), request)
      request = file.request
      field["_content_digest"] = .string(file.digest)
      fields[key] = .map(field)
    }
    request.arguments["body"] = .map(fields)
    return .request(request)
  }
}
