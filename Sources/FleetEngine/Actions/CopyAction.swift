import FleetCore
import FleetJinja
import FleetProtocol
import FleetSystem

/// `copy`: a file or folder of the control side, or a text, onto the machine. With `remote_src` all is there already.
struct CopyAction: Action {
  static let names = ["copy"]

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    let arguments = ActionArguments(task)
    let content = task.arguments["content"].flatMap { $0 == .null ? nil : $0 }
    let written = arguments.text("src") ?? ""
    let dest = arguments.text("dest") ?? ""
    if written.isEmpty, content == nil { throw ActionFault("src (or content) is required") }
    if dest.isEmpty { throw ActionFault("dest is required") }
    if !written.isEmpty, content != nil { throw ActionFault("src and content are mutually exclusive") }
    if let content {
      guard !dest.hasSuffix("/") else { throw ActionFault("can not use content with a dir as dest") }
      return .request(text(content, task, context))
    }
    if try arguments.bool("remote_src") { return .request(task.request()) }
    let path = try context.find(written, in: "files")
    guard FileSystem.isDirectory(path) else {
      var request = Self.keepingMode(of: path, task.request())
      request.arguments["src"] = .string(path)
      return .request(try context.withFile(path, request, decrypts: try arguments.bool("decrypt", default: true)))
    }
    return try folder(path, copiesContents: written.hasSuffix("/"), dest, task, context)
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

  /// A tree, all in one batch. The folder `dest` itself is made when it is missing and otherwise left as it is.
  @EngineActor private func folder(
    _ path: String, copiesContents: Bool, _ dest: String, _ task: ResolvedTask, _ context: ActionContext
  ) throws -> ActionPlan {
    let prefix = copiesContents ? "" : FilePath.name(of: path) + "/"
    let root = dest.hasSuffix("/") ? dest : dest + "/"
    var requests: [TaskRequest] = []
    var files = 0
    let arguments = ActionArguments(task)
    let followsLinks = try arguments.bool("local_follow", default: true)
    let decrypts = try arguments.bool("decrypt", default: true)
    let entries = try ControlTree(root: path, followsLinks: followsLinks).entries()
    let hasFolders = entries.contains { if case .folder = $0.kind { true } else { false } }
    for entry in entries {
      let relative = prefix + entry.relativePath
      switch entry.kind {
      case .folder: requests.append(folderRequest(root + relative, task))
      case .link(let destination): requests.append(linkRequest(root + relative, destination, task))
      case .file:
        files += 1
        var request = Self.keepingMode(of: entry.path, task.request())
        request.arguments["src"] = .string(entry.path)
        request.arguments["dest"] = .string(root)
        if hasFolders { request.arguments["follow"] = false }
        request = try context.withFile(entry.path, request, decrypts: decrypts)
        request.arguments["_original_basename"] = .string(relative)
        requests.append(request)
      }
    }
    let shownDest = Value.string(root)
    let shownSource = Value.string(path)
    let showsLast = files == 1
    let combine = { @Sendable (answers: [ModuleResult]) in
      Self.combine(answers, dest: shownDest, source: shownSource, showsLast: showsLast)
    }
    return requests.isEmpty ? .done(combine([])) : .requests(requests, combine: combine)
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

  /// Of a tree with one file the last answer is shown, as in Ansible; of others the two names.
  private static func combine(
    _ answers: [ModuleResult], dest: Value, source: Value, showsLast: Bool
  ) -> ModuleResult {
    if let failure = answers.first(where: \.failed) { return failure }
    var result = ModuleResult()
    if showsLast, let last = answers.last {
      result.values = last.values
      if result.values["dest"] == nil { result.values["dest"] = result.values["path"] }
    }
    result.changed = answers.contains(where: \.changed)
    result.diffs = answers.flatMap(\.diffs)
    result.warnings = answers.flatMap(\.warnings)
    if !showsLast {
      result.values["dest"] = dest
      result.values["src"] = source
    }
    return result
  }
}
