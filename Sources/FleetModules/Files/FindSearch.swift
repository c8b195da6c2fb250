import FleetCore
import FleetModuleKit
import FleetSystem

/// The walk of `find` through its folders and what it gathers.
struct FindSearch {
  let module: FindModule
  let filter: FindFilter
  let machine: Machine
  private(set) var found: [Value] = []
  private(set) var examined = 0
  private(set) var skipped: ValueMap = [:]
  private(set) var message = "All paths examined"
  private var hasWarnings = false

  init(module: FindModule, filter: FindFilter, machine: Machine) {
    self.module = module
    self.filter = filter
    self.machine = machine
  }

  private var isFull: Bool { found.count == module.limit }

  mutating func look(in path: String) {
    do {
      guard machine.files.isDirectory(path) else { throw ModuleFailure("'\(path)' is not a directory") }
      try walk(path, depth: 1)
    } catch {
      let reason = (error as? ModuleFailure)?.message ?? "\(error)"
      skipped[path] = .string(reason)
      machine.warnings.append("Skipped '\(path)' path due to this access issue: \(reason)\n")
      hasWarnings = true
    }
    if hasWarnings { message = "Not all paths examined, check warnings for details" }
  }

  private mutating func walk(_ folder: String, depth: Int) throws {
    guard depth < Limits.nestingDepth else {
      throw ModuleFailure("\(folder) is nested deeper than \(Limits.nestingDepth) folders")
    }
    let names: [String]
    do {
      names = try machine.files.list(folder)
    } catch let error as SystemError where error.code == 1 || error.code == 2 || error.code == 13 {
      skipped[folder] = .string("[Errno \(error.code)] \(error.reason): '\(folder)'")
      return
    }
    examined += names.count
    var inner: [String] = []
    // Files come before folders, as os.walk tells them.
    for name in names where try isFolder(FilePath.join(folder, name)) { inner.append(name) }
    let order = names.filter { !inner.contains($0) } + inner
    // One folder deeper than asked for is counted and not listed.
    if let most = module.depth, most > 0, depth > most { return }
    for name in order {
      try examine(name, FilePath.normalized(FilePath.join(folder, name)))
      if isFull {
        message = "Limit of matches reached"
        return
      }
    }
    guard module.recurse else { return }
    for name in inner {
      let path = FilePath.join(folder, name)
      if machine.files.isLink(path), !module.follow { continue }
      try walk(path, depth: depth + 1)
      if isFull { return }
    }
  }

  private func isFolder(_ path: String) throws -> Bool { machine.files.isDirectory(path) }

  private mutating func examine(_ name: String, _ path: String) throws {
    if name.hasPrefix("."), !module.hidden { return }
    guard let status = try machine.files.linkStatus(path), try filter.accepts(name, path, status) else { return }
    var values: ValueMap = ["path": .string(path), "mode": .string(status.octalPermissions)]
    FileFacts.addKind(status, to: &values)
    FileFacts.addNumbers(status, to: &values)
    values["gr_name"] = .string(machine.accounts.group(id: status.groupID)?.name ?? "")
    values["pw_name"] = .string(machine.accounts.user(id: status.userID)?.name ?? "")
    FileFacts.addPermissions(status, to: &values)
    if module.getsChecksum, status.isRegular, module.kind == .file || module.kind == .any,
      let algorithm = DigestAlgorithm(rawValue: module.algorithm.rawValue)
    {
      values["checksum"] = .string(try Digest.hex(ofFile: path, algorithm))
    }
    found.append(.map(values))
  }
}
