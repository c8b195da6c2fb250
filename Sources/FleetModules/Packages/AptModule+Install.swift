import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

extension AptModule {
  static let nothingDone = "\n0 upgraded, 0 newly installed, 0 to remove"

  func install(_ tool: AptTool, _ texts: [String]) throws -> ModuleResult {
    var cache = AptCache(tool, defaultRelease: defaultRelease)
    let wishes = try cache.expanded(texts)
    let targets = state == .buildDep ? wishes.map(\.text) : try missing(wishes, &cache)
    var result = ModuleResult()
    if !targets.isEmpty || (state == .fixed && wishes.isEmpty) {
      var words = ["apt-get", "-y"] + commonOptions
      if onlyUpgrade { words.append("--only-upgrade") }
      if state == .fixed { words.append("--fix-broken") }
      if force { words.append("--force-yes") }
      if autoremove, state != .buildDep { words.append("--auto-remove") }
      if failOnAutoremove { words.append("--no-remove") }
      if tool.isCheck { words.append("--simulate") }
      words.append(state == .buildDep ? "build-dep" : "install")
      if let defaultRelease { words += ["-t", defaultRelease] }
      if let installRecommends { words += ["-o", "APT::Install-Recommends=\(installRecommends ? "yes" : "no")"] }
      if allowUnauthenticated { words.append("--allow-unauthenticated") }
      if allowDowngrade { words.append("--allow-downgrades") }
      if allowChangeHeldPackages { words.append("--allow-change-held-packages") }
      words += ["--"] + targets
      let output = try tool.change(words)
      let mayBeIdle = state == .buildDep || targets.isEmpty
      let changed = !mayBeIdle || !output.stdoutText.hasSubstring(AptModule.nothingDone)
      result = try tool.result(of: output, words, changed: changed)
    }
    if state != .buildDep, !tool.isCheck { try markManual(tool, wishes.map(\.name)) }
    return result
  }

  /// What must be given to apt-get, with the versions that were chosen.
  private func missing(_ wishes: [AptCache.Wish], _ cache: inout AptCache) throws -> [String] {
    let names = wishes.map(\.name)
    try cache.readInstalled(names)
    var doubtful: [String] = []
    for wish in wishes {
      let status = try? cache.status(of: wish, isInstall: false, needsCandidate: false)
      if state == .latest || wish.version != nil || status?.isSatisfied != true { doubtful.append(wish.name) }
    }
    try cache.readPolicies(doubtful)
    var targets: [String] = []
    for wish in wishes {
      let needsCandidate = doubtful.contains(wish.name)
      let status = try cache.status(of: wish, isInstall: true, needsCandidate: needsCandidate)
      if !status.isInstalled, onlyUpgrade { continue }
      if !status.isSatisfied, status.installable == .nothing {
        throw ModuleFailure("no available installation candidate for \(wish.text)", parameter: "package")
      }
      if status.installable != .nothing, !status.isInstalled || state == .latest || !status.isSatisfied {
        if case .version(let version) = status.installable {
          targets.append("\(wish.name)=\(version)")
        } else {
          targets.append(wish.version.map { "\(wish.name)=\($0)" } ?? wish.name)
        }
      } else if status.isSatisfied, status.installable != .nothing, wish.comparison == "=", let version = wish.version {
        targets.append("\(wish.name)=\(version)")
      }
    }
    return targets
  }

  /// Names that a task lists are no longer "automatically installed"; asks apt-mark only when one is.
  private func markManual(_ tool: AptTool, _ names: [String]) throws {
    guard !names.isEmpty else { return }
    let states = (try? tool.machine.files.readText("/var/lib/apt/extended_states")) ?? ""
    var automatic: Set<String> = []
    var name = ""
    for line in states.split(separator: "\n") {
      if line.hasPrefix("Package: ") { name = String(line.dropFirst(9)) }
      if line == "Auto-Installed: 1" { automatic.insert(name) }
    }
    let marked = names.filter { automatic.contains(String($0.prefix { $0 != ":" })) }
    guard !marked.isEmpty else { return }
    let words = ["apt-mark", "manual", "--"] + marked
    let output = try tool.change(words)
    guard output.isSuccess else {
      throw ModuleFailure(
        "'\(words.joined(separator: " "))' failed: \(output.stderrText)",
        ["stdout": .string(output.stdoutText), "stderr": .string(output.stderrText), "rc": .int(output.status)])
    }
  }

  func remove(_ tool: AptTool, _ texts: [String]) throws -> ModuleResult {
    var cache = AptCache(tool, defaultRelease: nil)
    let wishes = try cache.expanded(texts)
    guard !wishes.isEmpty else { return ModuleResult() }
    try cache.readInstalled(wishes.map(\.name))
    var targets: [String] = []
    for wish in wishes {
      let status = try cache.status(of: wish, isInstall: false, needsCandidate: false)
      if status.isSatisfied || (status.hasFiles && purge) { targets.append(wish.text) }
    }
    guard !targets.isEmpty else { return ModuleResult() }
    var words = ["apt-get", "-q", "-y"] + commonOptions
    if purge { words.append("--purge") }
    if force { words.append("--force-yes") }
    if autoremove { words.append("--auto-remove") }
    if tool.isCheck { words.append("--simulate") }
    if allowChangeHeldPackages { words.append("--allow-change-held-packages") }
    words += ["remove", "--"] + targets
    let output = try tool.change(words)
    return try tool.result(of: output, words, changed: true) {
      "'apt-get remove \(targets.joined(separator: " "))' failed: \(output.stderrText)"
    }
  }
}
