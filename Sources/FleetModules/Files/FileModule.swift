import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Files, folders and links: whether they exist, and their attributes.
struct FileModule: Module {
  static let name = "file"
  static let summary = "Make or remove files, folders and links, and set their attributes."

  let wanted: FileState?
  let givenPath: String
  let originalName: String?
  let peeks: Bool
  let recurse: Bool
  let force: Bool
  let follow: Bool
  let src: String?
  let modificationTime: String?
  let modificationFormat: String
  let accessTime: String?
  let accessFormat: String
  let attributes: FileAttributes

  init(_ parameters: inout Parameters) {
    wanted = parameters.optional("state", "What shall be there; `touch` also renews the times of what is there.")
    let path: PathArgument = parameters.required("path", aliases: ["dest", "name"], "The file, folder or link.")
    givenPath = path.text
    originalName = parameters.internal("_original_basename", "The name to use inside of a folder.")
    let peek: String? = parameters.internal("_diff_peek", "Only tell whether the file looks binary.")
    peeks = peek != nil
    recurse = parameters.optional("recurse", default: false, "Set the attributes of everything in the folder.")
    force = parameters.optional("force", default: false, "Replace what is there by a link; link to nothing.")
    follow = parameters.optional("follow", default: true, "Set the attributes of a link's target, not of the link.")
    let source: PathArgument? = parameters.optional("src", "Where the link points.")
    src = source?.text
    modificationTime = parameters.optional("modification_time", "`preserve`, `now`, or a time.")
    modificationFormat = parameters.optional(
      "modification_time_format", default: "%Y%m%d%H%M.%S", "How `modification_time` is written.")
    accessTime = parameters.optional("access_time", "`preserve`, `now`, or a time.")
    accessFormat = parameters.optional(
      "access_time_format", default: "%Y%m%d%H%M.%S", "How `access_time` is written.")
    attributes = FileAttributes(&parameters)
  }

  func run(on machine: Machine) throws -> ModuleResult {
    var path = givenPath
    if peeks { return peek(path, on: machine) }
    if wanted != .link, wanted != .absent, machine.files.isDirectory(path),
      let name = originalName ?? src.map(FilePath.name(of:)), !name.isEmpty
    {
      path = FilePath.join(path, name)
    }
    let previous = try FileState.current(path, on: machine)
    let state = wanted ?? (previous != .absent ? previous : recurse ? .directory : .file)
    if recurse, state != .directory {
      throw failure("recurse option requires state to be 'directory'", path, on: machine)
    }
    if src != nil, state != .link, state != .hard {
      throw failure("src option requires state to be 'link' or 'hard'", path, on: machine)
    }
    if machine.context.isCheck, state != .absent { warnOfStrangers(on: machine) }
    let isTouch = state == .touch
    let times = FileTimes(
      modified: try FileTimes.wish(modificationTime ?? (isTouch ? "now" : "preserve"), format: modificationFormat),
      accessed: try FileTimes.wish(accessTime ?? (isTouch ? "now" : "preserve"), format: accessFormat))
    let step = FileStep(module: self, path: path, previous: previous, times: times, machine: machine)
    switch state {
    case .absent: return try step.remove()
    case .directory: return try step.makeDirectory()
    case .file: return try step.setFileAttributes()
    case .hard: return try step.makeHardLink()
    case .link: return try step.makeSymlink()
    case .touch: return try step.touch()
    }
  }

  /// What Ansible's `copy` asks before it shows a difference.
  private func peek(_ path: String, on machine: Machine) -> ModuleResult {
    var result = ModuleResult()
    let bytes = (try? machine.files.read(path)) ?? []
    result.values = ["path": .string(path), "appears_binary": .bool(bytes.prefix(8192).contains(0))]
    return result
  }

  func failure(_ message: String, _ path: String, on machine: Machine) -> ModuleFailure {
    ModuleFailure(message, PathInfo.values(path, on: machine))
  }

  /// In check mode an owner who does not exist yet may be made by an earlier task.
  private func warnOfStrangers(on machine: Machine) {
    if let owner = attributes.owner {
      if let id = UInt32(owner) {
        if machine.accounts.user(id: id) == nil {
          machine.warnings.append(
            "failed to look up user with uid \(id). Create user up to this point in real play")
        }
      } else if machine.accounts.user(named: owner) == nil {
        machine.warnings.append("failed to look up user \(owner). Create user up to this point in real play")
      }
    }
    if let group = attributes.group {
      if let id = UInt32(group) {
        if machine.accounts.group(id: id) == nil {
          machine.warnings.append(
            "failed to look up group with gid \(id). Create group up to this point in real play")
        }
      } else if machine.accounts.group(named: group) == nil {
        machine.warnings.append("failed to look up group \(group). Create group up to this point in real play")
      }
    }
  }
}
