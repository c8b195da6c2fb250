import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Manages one-line package sources of apt.
struct AptRepositoryModule: Module {
  static let name = "apt_repository"
  static let summary = "Add and remove package sources of apt."

  enum State: String, ParameterChoice { case absent, present }

  private let repository: String
  private let state: State
  private let mode: FileMode?
  private let updatesCache: Bool
  private let retries: Int
  private let maxDelay: Int
  private let fileName: String?
  private let isVerified: Bool
  private let codename: String?

  init(_ parameters: inout Parameters) {
    repository = parameters.required("repo", "The source: a line as in sources.list, or `ppa:owner/name`.")
    state = parameters.optional("state", default: .present, "Whether the source is there.")
    mode = parameters.optional("mode", "The mode of a new file; 0644 if not given.")
    updatesCache = parameters.optional(
      "update_cache", aliases: ["update-cache"], default: true, "Run `apt-get update` after a change.")
    retries = parameters.optional("update_cache_retries", default: 5, "How often to try the update.")
    maxDelay = parameters.optional("update_cache_retry_max_delay", default: 12, "Seconds at most between two tries.")
    fileName = parameters.optional("filename", "The file in sources.list.d, without `.list`; named after the source.")
    isVerified = parameters.optional("validate_certs", default: true, "Check certificates when a PPA is looked up.")
    codename = parameters.optional("codename", "The release that a PPA is for.")
    parameters.ignored("install_python_apt", "python-apt is not needed.")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    guard !repository.isEmpty else {
      throw ModuleFailure("Please set argument 'repo' to a non-empty value", parameter: "repo")
    }
    let tool = try AptTool(machine)
    var list = try AptSourceList(machine)
    let before = list.contents()
    var line = repository
    var archive: LaunchpadArchive?
    if line.hasPrefix("ppa:") {
      let ppa = try LaunchpadArchive(line, codename: codename, machine)
      line = ppa.line
      archive = ppa
    }
    guard let source = AptSourceList.Line(line), source.isSource, source.isEnabled else {
      throw ModuleFailure("Invalid repository string: \(repository)", parameter: "repo")
    }
    switch state {
    case .present:
      let name = archive.map { $0.fileName } ?? AptSourceList.suggestedName(source.text)
      list.add(source, toFile: fileName ?? name)
    case .absent: list.remove(source)
    }
    let after = list.contents()
    var result = ModuleResult()
    result.changed = before != after
    let added = after.keys.filter { before[$0] == nil }.sorted()
    let removed = before.keys.filter { after[$0] == nil }.sorted()
    for path in added + removed {
      result.diffs.append(
        ModuleResult.Diff(
          before: .string(before[path] ?? ""), after: .string(after[path] ?? ""),
          beforeHeader: before[path] == nil ? "/dev/null" : path, afterHeader: after[path] == nil ? "/dev/null" : path))
    }
    result.values = [
      "repo": .string(repository), "sources_added": .strings(added), "sources_removed": .strings(removed),
      "state": .string(state.rawValue),
    ]
    guard result.changed, !machine.context.isCheck else { return result }
    if state == .present { try archive?.trustKey(machine, isVerified: isVerified) }
    try apply(before, after, machine)
    guard updatesCache else { return result }
    do {
      try AptListUpdate(tool, retries: retries, maxDelay: maxDelay).fetch()
    } catch {
      try apply(after, before, machine)
      throw error
    }
    return result
  }

  /// Writes what differs, and removes files that became empty.
  private func apply(_ old: [String: String], _ new: [String: String], _ machine: Machine) throws {
    for (path, text) in new.sorted(by: { $0.key < $1.key }) where old[path] != text {
      let target = machine.files.resolved(path)
      try machine.files.makeDirectories(FilePath.folder(of: target))
      var bits: UInt32?
      if old[path] == nil {
        do throws(ConversionFault) {
          bits = try mode?.bits(current: 0o644, isDirectory: false, umask: 0o022) ?? 0o644
        } catch {
          throw ModuleFailure("mode must be in octal or symbolic form", parameter: "mode")
        }
      }
      try machine.files.replace(target, with: Array(text.utf8), mode: bits)
    }
    for path in old.keys where new[path] == nil && machine.files.exists(path) { try machine.files.remove(path) }
  }
}
