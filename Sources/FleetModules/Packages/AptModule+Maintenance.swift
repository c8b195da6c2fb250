import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

extension AptModule {
  func cleanDownloads(_ tool: AptTool) throws -> ModuleResult {
    var result = ModuleResult()
    result.changed = true
    guard !tool.isCheck else { return result }
    let output = try tool.change(["apt-get", "clean"])
    guard output.isSuccess, output.stderr.isEmpty else {
      throw ModuleFailure(
        "apt-get clean failed: \(output.complaint)",
        ["stdout": .string(output.stdoutText), "rc": .int(output.status)])
    }
    result.message = output.stdoutText
    result.values = ["stdout": .string(output.stdoutText), "stderr": .string(output.stderrText)]
    return result
  }

  /// `autoclean` or `autoremove`; `sign` in the output tells that something was done.
  func cleanUp(_ tool: AptTool, _ operation: String, sign: String, _ result: inout ModuleResult) throws {
    var words = ["apt-get", "-y"] + commonOptions
    if purge { words.append("--purge") }
    if force { words.append("--force-yes") }
    words.append(operation)
    if tool.isCheck { words.append("--simulate") }
    let output = try tool.change(words)
    let done = try tool.result(of: output, words, changed: output.stdoutText.hasSubstring(sign)) {
      "'apt-get \(operation)' failed: \(output.stderrText)"
    }
    let before = result
    result = done
    result.changed = done.changed || before.changed
    result.diffs = before.diffs + done.diffs
    for key in ["stdout", "stderr"] {
      if let earlier = before.values[key]?.string {
        result.values[key] = .string(earlier + (done.values[key]?.string ?? ""))
      }
    }
  }

  /// aptitude where it is there and the mode asks for it, else apt-get.
  func upgradeAll(_ tool: AptTool, mode: Upgrade) throws -> ModuleResult {
    let hasAptitude = !forceAptGet && tool.machine.processes.locate("aptitude") != nil
    let usesAptitude = hasAptitude && mode != .dist
    var words = [usesAptitude ? "aptitude" : "apt-get", "-y"] + commonOptions
    if force { words += usesAptitude ? ["--assume-yes", "--allow-untrusted"] : ["--force-yes"] }
    for (isWanted, option, parameter) in [
      (failOnAutoremove, "--no-remove", "fail_on_autoremove"),
      (allowDowngrade, "--allow-downgrades", "allow_downgrade"),
    ] where isWanted {
      if usesAptitude {
        tool.machine.warnings.append("APTITUDE does not support '\(option)', ignoring the '\(parameter)' parameter.")
      } else {
        words.append(option)
      }
    }
    if allowUnauthenticated { words.append("--allow-unauthenticated") }
    if tool.isCheck { words.append("--simulate") }
    switch mode {
    case .dist, .full: words.append(usesAptitude ? "full-upgrade" : "dist-upgrade")
    case .safe, .yes, .no: words += usesAptitude ? ["safe-upgrade"] : ["upgrade", "--with-new-pkgs"]
    }
    if autoremove, !usesAptitude { words.append("--auto-remove") }
    if let defaultRelease { words += ["-t", defaultRelease] }
    let output = try tool.change(words)
    let text = output.stdoutText
    let isIdle =
      text.hasSubstring(AptModule.nothingDone)
      || text.hasSubstring("\n0 packages upgraded, 0 newly installed, 0 to remove")
    var result = try tool.result(of: output, words, changed: !isIdle) {
      "'\(words.joined(separator: " "))' failed: \(output.stderrText)"
    }
    result.message = text
    return result
  }

  /// Files and URLs of packages: apt-get resolves what they need.
  func installFiles(_ tool: AptTool, _ list: String) throws -> ModuleResult {
    guard state == .present else { throw ModuleFailure("deb only supports state=present", parameter: "state") }
    var targets: [String] = []
    for entry in list.split(separator: ",").map({ $0.trimmingSpace() }) {
      var path = entry
      if entry.hasSubstring("://") { path = try fetched(entry, tool.machine) }
      guard let fields = try fields(of: path, tool), fields.count == 3 else {
        throw ModuleFailure("Unable to install package: `\(entry)` is no readable package file", parameter: "deb")
      }
      let installed = try tool.query([
        "dpkg-query", "-W", "-f", "${db:Status-Status} ${Version}", "--", "\(fields[0]):\(fields[2])",
      ])
      let plain =
        fields[2] == "all" && !installed.isSuccess
        ? try tool.query(["dpkg-query", "-W", "-f", "${db:Status-Status} ${Version}", "--", fields[0]]) : installed
      if plain.isSuccess, plain.stdoutText == "installed \(fields[1])" { continue }
      targets.append(path.hasPrefix("/") ? path : "./" + path)
    }
    guard !targets.isEmpty else {
      var result = ModuleResult()
      result.values = ["stdout": "", "stderr": ""]
      return result
    }
    var words = ["apt-get", "-y"] + commonOptions
    if force { words.append("--force-yes") }
    if failOnAutoremove { words.append("--no-remove") }
    if allowUnauthenticated { words.append("--allow-unauthenticated") }
    if allowDowngrade || force { words.append("--allow-downgrades") }
    if allowChangeHeldPackages { words.append("--allow-change-held-packages") }
    words += ["-o", "APT::Install-Recommends=\(installRecommends == true ? "yes" : "no")"]
    if tool.isCheck { words.append("--simulate") }
    words += ["install", "--"] + targets
    return try tool.result(of: try tool.change(words), words, changed: true)
  }

  /// Name, version and architecture of a package file.
  private func fields(of path: String, _ tool: AptTool) throws -> [String]? {
    let format = "${Package}\\n${Version}\\n${Architecture}\\n"
    let output = try tool.query(["dpkg-deb", "-W", "--showformat", format, path])
    return output.isSuccess ? output.stdoutText.lines() : nil
  }

  private func fetched(_ url: String, _ machine: Machine) throws -> String {
    let path = FilePath.join(machine.context.temporaryFolder, FilePath.name(of: String(url.prefix { $0 != "?" })))
    let request = WebRequest(url: url, outputPath: path)
    let answer = try WebTool(machine).send(request)
    guard answer.status == 200 || (answer.status == 0 && answer.failure == nil) else {
      throw ModuleFailure("Failure downloading \(url), \(answer.failure ?? "HTTP status \(answer.status)")")
    }
    return path
  }
}
