import FleetCore
import FleetJinja
import FleetProtocol
import FleetSystem

/// `copy`: a file or folder of the control side, or a text, onto the machine. With `remote_src` all is there already.
struct CopyAction: Action {
  static let names = ["copy"]

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    let arguments = ActionArguments(task)
    if try arguments.bool("remote_src") { return .request(task.request()) }
    if let content = task.arguments["content"], content != .null { return .request(text(content, task, context)) }
    let source = try arguments.required("src")
    let dest = try arguments.required("dest")
    let path = try context.find(source, in: "files")
    guard FileSystem.isDirectory(path) else {
      var request = Self.keepingMode(of: path, task.request())
      request.arguments["src"] = .string(path)
      return .request(try context.withFile(path, request, decrypts: try arguments.bool("decrypt", default: true)))
    }
    return try folder(path, copiesContents: source.hasSuffix("/"), dest, task, context)
  }

  /// `content`: text as it is, data as JSON.
  @EngineActor private func text(_ content: Value, _ task: ResolvedTask, _ context: ActionContext) -> TaskRequest {
    let text: String
    switch content {
    case .string(let plain): text = plain
    case .list, .map: text = JSONWriter(asciiOnly: true).write(content)
    default: text = (try? JinjaValue(content).text()) ?? ""
    }
    var request = task.request()
    request.arguments.removeValue(forKey: "content")
    request = context.withContent(Array(text.utf8), named: "", request)
    // A text has no name of its own: a folder as `dest` is a fault.
    request.arguments.removeValue(forKey: "_original_basename")
    return request
  }

  /// `mode: preserve` is the source's mode.
  static func keepingMode(of path: String, _ request: TaskRequest) -> TaskRequest {
    guard request.arguments["mode"] == "preserve", let status = try? FileSystem.status(path) else { return request }
    var request = request
    request.arguments["mode"] = .string(status.octalPermissions)
    return request
  }

  /// A tree: folders first, then files and links, all in one batch.
  @EngineActor private func folder(
    _ path: String, copiesContents: Bool, _ dest: String, _ task: ResolvedTask, _ context: ActionContext
  ) throws -> ActionPlan {
    let root = copiesContents ? dest : FilePath.join(dest, FilePath.name(of: path))
    var requests: [TaskRequest] = []
    let followsLinks = try ActionArguments(task).bool("local_follow", default: true)
    for entry in try ControlTree(root: path, followsLinks: followsLinks).entries() {
      let target = entry.relativePath.isEmpty ? root : FilePath.join(root, entry.relativePath)
      switch entry.kind {
      case .folder: requests.append(folderRequest(target, task))
      case .link(let destination): requests.append(linkRequest(target, destination, task))
      case .file:
        var request = Self.keepingMode(of: entry.path, task.request())
        request.arguments["src"] = .string(entry.path)
        request.arguments["dest"] = .string(target)
        requests.append(try context.withFile(entry.path, request))
      }
    }
    let shownDest = Value.string(dest)
    let shownSource = Value.string(path)
    return .requests(requests) { answers in Self.combine(answers, dest: shownDest, source: shownSource) }
  }

  private func folderRequest(_ path: String, _ task: ResolvedTask) -> TaskRequest {
    var arguments: ValueMap = ["path": .string(path), "state": "directory"]
    for name in ["owner", "group"] { arguments[name] = task.arguments[name] }
    if let mode = task.arguments["directory_mode"] { arguments["mode"] = mode }
    return task.request(module: "file", arguments: arguments)
  }

  private func linkRequest(_ path: String, _ target: String, _ task: ResolvedTask) -> TaskRequest {
    var arguments: ValueMap = ["path": .string(path), "src": .string(target), "state": "link", "force": true]
    for name in ["owner", "group"] { arguments[name] = task.arguments[name] }
    return task.request(module: "file", arguments: arguments)
  }

  private static func combine(_ answers: [ModuleResult], dest: Value, source: Value) -> ModuleResult {
    var result = answers.first(where: \.failed) ?? ModuleResult()
    result.changed = answers.contains(where: \.changed)
    result.diffs = answers.flatMap(\.diffs)
    result.warnings = answers.flatMap(\.warnings)
    if !result.failed {
      result.values["dest"] = dest
      result.values["src"] = source
    }
    return result
  }
}
