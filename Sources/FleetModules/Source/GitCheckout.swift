import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// A checkout on the machine and its way to the version that a task wants.
struct GitCheckout {
  let task: GitModule
  let git: Git
  let machine: Machine
  let path: String
  private var repositoryPath: String
  private var result = ModuleResult()

  init(_ task: GitModule, _ git: Git, _ machine: Machine, path: String) throws {
    self.task = task
    self.git = git
    self.machine = machine
    self.path = path
    repositoryPath = task.isBare ? path : FilePath.join(path, ".git")
    result.values["before"] = .null
    try followFile()
    try relocate()
  }

  var exists: Bool { machine.files.exists(FilePath.join(repositoryPath, "config")) }
  private var isCheck: Bool { machine.context.isCheck }

  /// `.git` may be a file that says where the repository is.
  private mutating func followFile() throws {
    guard machine.files.isRegular(repositoryPath) else { return }
    let text = try machine.files.readText(repositoryPath).trimmingSpace()
    guard text.hasPrefix("gitdir: ") else {
      throw ModuleFailure(
        "Current repo does not have a valid reference to a separate Git dir or it refers to the invalid path",
        ["details": ".git file has invalid git dir reference format"])
    }
    repositoryPath = FilePath.join(path, String(text.dropFirst("gitdir: ".count)))
  }

  private mutating func relocate() throws {
    guard let wanted = task.separateFolder.map({ machine.files.resolved($0.text) }), exists else { return }
    guard machine.files.resolved(repositoryPath) != wanted else { return }
    result.changed = true
    guard !isCheck else { return }
    guard !machine.files.exists(wanted) else {
      throw ModuleFailure("Separate-git-dir path \(wanted) already exists.", parameter: "separate_git_dir")
    }
    result.values["git_dir_before"] = .string(repositoryPath)
    result.values["git_dir_now"] = .string(wanted)
    try machine.files.move(repositoryPath, to: wanted)
    try machine.files.overwrite(FilePath.join(path, ".git"), with: Array("gitdir: \(wanted)".utf8))
    repositoryPath = wanted
  }

  func head() throws -> String {
    try git.query(["rev-parse", "HEAD"], in: path).stdoutText.trimmingSpace()
  }

  /// The branch that HEAD is on, or the remote's when it is detached.
  func headBranch() throws -> String {
    guard let branch = try knownHeadBranch() else {
      throw ModuleFailure("Could not find out the head branch of the remote `\(task.remote)` in \(path)")
    }
    return branch
  }

  /// Nil in a shallow clone of a tag: it is detached and knows nothing of the remote's branches.
  private func knownHeadBranch() throws -> String? {
    let own = try git.query(["symbolic-ref", "-q", "--short", "HEAD"], in: path)
    if own.isSuccess { return own.stdoutText.trimmingSpace() }
    let text = try git.query(["symbolic-ref", "-q", "--short", "refs/remotes/\(task.remote)/HEAD"], in: path)
    guard text.isSuccess else { return nil }
    return String(text.stdoutText.trimmingSpace().dropFirst(task.remote.count + 1))
  }

  mutating func clone() throws -> ModuleResult {
    let folder = FilePath.folder(of: path)
    if !machine.files.exists(folder) { try machine.files.makeDirectories(folder) }
    var words = ["clone"] + (task.isBare ? ["--bare"] : ["--origin", task.remote])
    var isReference: Bool?
    func isBranchOrTag() throws -> Bool {
      if let isReference { return isReference }
      let found = try git.references(of: git.address, version: task.version, in: nil)
      isReference = found.branch != nil || found.tag != nil
      return found.branch != nil || found.tag != nil
    }
    if let depth = task.depth, depth > 0 {
      if task.version == "HEAD" || task.refspec != nil {
        words += ["--depth", String(depth)]
      } else if try isBranchOrTag() {
        words += ["--depth", String(depth), "--branch", task.version]
      } else {
        machine.warnings.append(
          "Ignoring depth argument. Shallow clones are only available for HEAD, branches, tags or in combination "
            + "with refspec.")
      }
    }
    if let reference = task.reference { words += ["--reference", reference] }
    if task.isSingleBranch {
      words.append("--single-branch")
      if task.version != "HEAD", !words.contains("--branch"), try isBranchOrTag() {
        words += ["--branch", task.version]
      }
    }
    if let separate = task.separateFolder {
      words.append("--separate-git-dir=\(machine.files.resolved(separate.text))")
    }
    try git.run(words + ["--", git.address, path], in: folder)
    if task.isBare, task.remote != "origin" { try git.run(["remote", "add", task.remote, git.address], in: path) }
    if let refspec = task.refspec {
      let shallow = task.depth.map { ["--depth", String($0)] } ?? []
      try git.run(["fetch"] + shallow + [task.remote, refspec], in: path)
    }
    if task.version != "HEAD", !task.isBare { try switchVersion() }
    if task.verifiesCommit { try GitSignature(task, git, path).verify() }
    _ = try updateSubmodules()
    return try finish(before: nil)
  }

  /// A checkout that is only looked at.
  mutating func keep() throws -> ModuleResult {
    let head = try head()
    result.values["before"] = .string(head)
    result.values["after"] = .string(head)
    try writeArchive()
    return result
  }

  mutating func update() throws -> ModuleResult {
    let before = try head()
    result.values["before"] = .string(before)
    let hasChanges = try hasLocalChanges()
    if hasChanges {
      guard task.force else {
        throw ModuleFailure(
          "Local modifications exist in the destination: \(path) (force=no).", result.values, parameter: "force")
      }
      if !isCheck {
        try git.run(["reset", "--hard", "HEAD"], in: path)
        result.message = "Local modifications exist in the destination: \(path)"
      }
    }
    let hasMoved = try followAddress()
    result.values["remote_url_changed"] = .bool(hasMoved)
    if hasChanges || hasMoved { result.changed = true }
    if isCheck { return try foretell(before, hasMoved: hasMoved) }
    // A commit that is there already needs no look at the remote.
    let isSettled = before == task.version && task.refspec == nil && !hasMoved && !task.isBare
    if !isSettled {
      try fetch()
      if !task.isBare { try switchVersion() }
    }
    if task.verifiesCommit { try GitSignature(task, git, path).verify() }
    if try updateSubmodules() {
      result.values["submodules_changed"] = true
      result.changed = true
    }
    return try finish(before: before)
  }

  private mutating func foretell(_ before: String, hasMoved: Bool) throws -> ModuleResult {
    let branch = task.version == "HEAD" ? try headBranch() : nil
    let after = try git.remoteHead(of: task.remote, version: task.version, headBranch: branch, in: path)
    result.values["after"] = .string(after)
    result.changed = before != after || hasMoved
    return result
  }

  private func hasLocalChanges() throws -> Bool {
    guard !task.isBare else { return false }
    let text = try git.query(["status", "--porcelain"], in: path).stdoutText
    return text.lines().contains { !$0.hasPrefix("??") }
  }

  /// Whether the remote's address differs; sets it.
  private func followAddress() throws -> Bool {
    let output = try git.query(["ls-remote", "--get-url", task.remote], in: path)
    guard output.isSuccess else { return false }
    let now = output.stdoutText.trimmingSpace()
    func plain(_ address: String) -> String { address.hasPrefix("/") ? FilePath.normalized(address) : address }
    guard now != git.address, plain(now) != plain(git.address) else { return false }
    if !isCheck {
      try git.run(
        ["remote", "set-url", task.remote, git.address], in: path,
        or: "Failed to set a new url \(WebTool.masked(git.address)) for \(task.remote)")
    }
    return true
  }

  private func fetch() throws {
    var words = ["fetch"]
    var specs: [String] = []
    if let depth = task.depth, depth > 0 {
      specs = try shallowSpecs()
      if !specs.isEmpty { words += ["--depth", String(depth)] }
    }
    if specs.isEmpty {
      if task.isBare {
        specs = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]
      } else {
        words.append("--tags")
      }
      if let refspec = task.refspec { specs.append(refspec) }
    }
    if task.force { words.append("--force") }
    try git.run(words + [task.remote] + specs, in: path, or: "Failed to download remote objects and refs")
  }

  /// The least that a shallow checkout needs; nothing for a SHA-1.
  private func shallowSpecs() throws -> [String] {
    if let refspec = task.refspec { return [refspec] }
    if task.version == "HEAD" { return [try headBranch()] }
    let current = try knownHeadBranch()
    let found = try git.references(of: git.address, version: task.version, in: nil)
    if found.branch != nil {
      let tracked = "+refs/heads/\(task.version):refs/remotes/\(task.remote)/\(task.version)"
      return current == task.version ? [tracked] : ["+refs/heads/\(task.version):refs/heads/\(task.version)", tracked]
    }
    return found.tag == nil ? [] : ["+refs/tags/\(task.version):refs/tags/\(task.version)"]
  }

  private func hasReference(_ name: String) throws -> Bool {
    try git.query(["show-ref", "--verify", "--quiet", name], in: path).isSuccess
  }

  private func switchVersion() throws {
    let failure = "Failed to checkout \(task.version)"
    if task.version == "HEAD" {
      let branch = try headBranch()
      try git.run(["checkout", "--force", branch], in: path, or: "Failed to checkout branch \(branch)")
      try git.run(
        ["reset", "--hard", "\(task.remote)/\(branch)", "--"], in: path, or: "Failed to checkout branch \(branch)")
    } else if try hasReference("refs/remotes/\(task.remote)/\(task.version)") {
      if try hasReference("refs/heads/\(task.version)") {
        try git.run(["checkout", "--force", task.version], in: path, or: "Failed to checkout branch \(task.version)")
        try git.run(["reset", "--hard", "\(task.remote)/\(task.version)"], in: path, or: failure)
      } else {
        try git.run(
          ["checkout", "--track", "-b", task.version, "\(task.remote)/\(task.version)"], in: path, or: failure)
      }
    } else {
      try git.run(["checkout", "--force", task.version], in: path, or: failure)
    }
  }

  /// Whether submodules are, or had to be made, other than they were.
  private func updateSubmodules() throws -> Bool {
    guard task.isRecursive, !task.isBare, machine.files.exists(FilePath.join(path, ".gitmodules")) else { return false }
    let before = try git.answer(["submodule", "status"], in: path)
    let isStale = before.lines().contains { !$0.hasPrefix(" ") }
    guard isStale || task.tracksSubmodules else { return false }
    try git.run(["submodule", "sync"], in: path)
    var words = ["submodule", "update", "--init", "--recursive"]
    if task.tracksSubmodules { words.append("--remote") }
    if task.force { words.append("--force") }
    try git.run(words, in: path, or: "Failed to init/update submodules")
    return try git.answer(["submodule", "status"], in: path) != before
  }

  private mutating func finish(before: String?) throws -> ModuleResult {
    let after = try head()
    result.values["after"] = .string(after)
    if before != after { result.changed = true }
    if result.changed, machine.context.wantsDiff {
      result.diffs = [ModuleResult.Diff(prepared: try diff(before, after))]
    }
    try writeArchive()
    return result
  }

  private func diff(_ before: String?, _ after: String) throws -> String {
    guard let before else { return ">> Newly checked out \(after)" }
    let output = try git.query(["diff", before, after], in: path)
    if output.isSuccess, !output.stdout.isEmpty { return output.stdoutText }
    return output.isSuccess
      ? ">> No visual differences between \(before) and \(after)"
      : ">> Failed to get proper diff between \(before) and \(after):\n>> \(output.stderrText)"
  }

  private mutating func writeArchive() throws {
    guard let archive = task.archive?.text else { return }
    let formats = [".zip": "zip", ".gz": "tar.gz", ".tar": "tar", ".tgz": "tgz"]
    guard let format = formats[FilePath.splitExtension(archive).ext] else {
      throw ModuleFailure("Unable to get file extension from archive file name : \(archive)", parameter: "archive")
    }
    if isCheck {
      result.changed = true
      return
    }
    let fresh = FileSystem.temporaryName(for: archive)
    defer { try? FileSystem.removeTree(fresh) }
    var words = ["archive", "--format", format, "--output", fresh]
    if let prefix = task.archivePrefix { words += ["--prefix", prefix] }
    try git.run(words + [task.version], in: path, or: "Failed to perform archive operation")
    if machine.files.exists(archive), try machine.files.read(archive) == machine.files.read(fresh) { return }
    try machine.files.move(fresh, to: archive)
    result.changed = true
  }
}
