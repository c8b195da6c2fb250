import FleetCore
import FleetModuleKit
import FleetSystem

/// What dpkg has installed and what apt could install.
struct AptCache {
  /// A package as a task names it: `nginx`, `nginx=1.18*`, `nginx>=1.18`.
  struct Wish: Hashable {
    let text: String
    let name: String
    let comparison: String?
    let version: String?

    init(_ text: String) {
      self.text = text
      guard let sign = text.firstIndex(of: "=") else {
        (name, comparison, version) = (text, nil, nil)
        return
      }
      let isAtLeast = sign > text.startIndex && text[text.index(before: sign)] == ">"
      name = String(text[..<(isAtLeast ? text.index(before: sign) : sign)])
      comparison = isAtLeast ? ">=" : "="
      version = String(text[text.index(after: sign)...])
    }

    init(name: String, like other: Wish) {
      let tail = (other.comparison ?? "") + (other.version ?? "")
      self.init(name + tail)
    }
  }

  /// What can be had of a package.
  enum Installable: Equatable {
    case nothing
    /// apt will find out (virtual packages).
    case something
    case version(String)
  }

  struct Status {
    var isInstalled = false
    /// The installed version is what the wish wants.
    var isSatisfied = false
    var installable = Installable.nothing
    /// Files are left, even if only configuration.
    var hasFiles = false
  }

  private struct Policy {
    var candidate: String?
    /// Newest first.
    var versions: [String] = []
  }

  private let tool: AptTool
  private let defaultRelease: String?
  private var installed: [String: (state: String, version: String)] = [:]
  private var policies: [String: Policy] = [:]
  private var providers: [String: [String]] = [:]

  init(_ tool: AptTool, defaultRelease: String?) {
    self.tool = tool
    self.defaultRelease = defaultRelease
  }

  /// Replaces names with wildcards by the packages they match.
  func expanded(_ texts: [String]) throws -> [Wish] {
    let wishes = texts.map(Wish.init)
    guard wishes.contains(where: { ShellPattern.hasWildcard($0.name) }) else { return wishes }
    let output = try tool.query(["apt-cache", "pkgnames"])
    let known = output.stdoutText.lines().sorted()
    var result: [Wish] = []
    for wish in wishes {
      guard ShellPattern.hasWildcard(wish.name) else {
        result.append(wish)
        continue
      }
      let pattern = ShellPattern(wish.name)
      let matches = known.filter(pattern.matches)
      guard !matches.isEmpty else {
        throw ModuleFailure("No package(s) matching '\(wish.name)' available", parameter: "package")
      }
      result += matches.map { Wish(name: $0, like: wish) }
    }
    return result
  }

  /// Asks dpkg about all of these names at once.
  mutating func readInstalled(_ names: [String]) throws {
    let unknown = names.filter { installed[$0] == nil }
    guard !unknown.isEmpty else { return }
    let format = "${Package}\\t${Architecture}\\t${db:Status-Status}\\t${Version}\\n"
    let output = try tool.query(["dpkg-query", "-W", "-f", format, "--"] + unknown)
    let rows = output.stdoutText.lines().map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    var native: String?
    for row in rows where row.count == 4 {
      let (name, architecture) = (row[0], row[1])
      let entry = (state: row[2], version: row[3])
      installed["\(name):\(architecture)"] = entry
      if architecture != "all", rows.filter({ $0.first == name }).count > 1 {
        if native == nil {
          native = try tool.query(["dpkg", "--print-architecture"]).stdoutText.trimmingSpace()
        }
        guard architecture == native else { continue }
      }
      installed[name] = entry
    }
  }

  /// Asks apt about all of these names at once.
  mutating func readPolicies(_ names: [String]) throws {
    let unknown = names.filter { policies[$0] == nil }
    guard !unknown.isEmpty else { return }
    var words = ["apt-cache"]
    if let defaultRelease { words += ["-o", "APT::Default-Release=\(defaultRelease)"] }
    let output = try tool.query(words + ["policy", "--"] + unknown)
    var name: String?
    var isInTable = false
    for line in output.stdoutText.lines() {
      if !line.hasPrefix(" "), line.hasSuffix(":") {
        name = String(line.dropLast())
        isInTable = false
        if let name { policies[name] = Policy() }
        continue
      }
      guard let name else { continue }
      let words = line.words()
      if words.first == "Candidate:", words.count > 1 {
        policies[name]?.candidate = words[1] == "(none)" ? nil : words[1]
      } else if words.first == "Version" {
        isInTable = true
      } else if isInTable, line.hasPrefix(" *** ") || (line.hasPrefix("     ") && !line.hasPrefix("      ")) {
        let version = words.first == "***" ? words.dropFirst().first : words.first
        if let version { policies[name]?.versions.append(version) }
      }
    }
  }

  /// The state of a package in view of a wish; only installs must find it in apt's lists.
  mutating func status(of wish: Wish, isInstall: Bool, needsCandidate: Bool) throws -> Status {
    var status = Status()
    let entry = installed[wish.name]
    status.isInstalled = entry?.state == "installed"
    status.hasFiles = entry.map { $0.state != "not-installed" } ?? false
    if let entry, status.isInstalled { status.isSatisfied = try satisfies(entry.version, wish) }
    if status.isInstalled, status.isSatisfied, !needsCandidate { return status }
    guard isInstall else { return status }
    guard let policy = policies[wish.name], policy.candidate != nil || !policy.versions.isEmpty else {
      return status.isInstalled ? status : try virtualStatus(of: wish)
    }
    if let best = try best(wish, policy), !status.isInstalled || best != entry?.version {
      if try !status.isInstalled || satisfies(best, wish) { status.installable = .version(best) }
    }
    return status
  }

  private func satisfies(_ version: String, _ wish: Wish) throws -> Bool {
    guard let wanted = wish.version else { return true }
    return wish.comparison == "=" ? ShellPattern(wanted).matches(version) : try isAtLeast(version, wanted)
  }

  private func isAtLeast(_ version: String, _ other: String) throws -> Bool {
    try tool.query(["dpkg", "--compare-versions", version, "ge", other]).isSuccess
  }

  /// An exact wish outranks all pins, as on apt-get's command line.
  private func best(_ wish: Wish, _ policy: Policy) throws -> String? {
    guard wish.comparison == "=", let wanted = wish.version else { return policy.candidate }
    let pattern = ShellPattern(wanted)
    if let candidate = policy.candidate, pattern.matches(candidate) { return candidate }
    return policy.versions.first(where: pattern.matches)
  }

  /// A name that only others provide; the only provider stands in for it.
  private mutating func virtualStatus(of wish: Wish) throws -> Status {
    let names = try providers(of: wish.name)
    guard !names.isEmpty else {
      throw ModuleFailure("No package matching '\(wish.name)' is available", parameter: "package")
    }
    if names.count == 1 {
      try readInstalled(names)
      if let entry = installed[names[0]], entry.state == "installed" {
        return Status(isInstalled: true, isSatisfied: true, installable: .nothing, hasFiles: true)
      }
    }
    return Status(installable: .something)
  }

  private mutating func providers(of name: String) throws -> [String] {
    if let known = providers[name] { return known }
    let output = try tool.query(["apt-cache", "showpkg", "--", name])
    let lines = output.stdoutText.lines()
    var names: [String] = []
    if let start = lines.firstIndex(where: { $0.hasPrefix("Reverse Provides:") }) {
      for line in lines[(start + 1)...] {
        guard let provider = line.words().first else { continue }
        if !names.contains(provider) { names.append(provider) }
      }
    }
    providers[name] = names
    return names
  }
}
