import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Manages packages of Debian and its kin with `apt-get`, asking `dpkg-query` and `apt-cache` instead of python-apt.
struct AptModule: Module {
  static let name = "apt"
  static let summary = "Install, upgrade and remove Debian packages."

  enum State: String, ParameterChoice { case absent, present, latest, fixed, buildDep = "build-dep" }
  enum Upgrade: String, ParameterChoice { case dist, full, no, safe, yes }

  let state: State
  let updateCache: Bool?
  let updateCacheRetries: Int
  let updateCacheRetryMaxDelay: Int
  let cacheValidTime: Int
  let purge: Bool
  let package: [String]?
  let deb: PathArgument?
  let defaultRelease: String?
  let installRecommends: Bool?
  let force: Bool
  let upgrade: Upgrade
  let dpkgOptions: String
  let autoremove: Bool
  let autoclean: Bool
  let failOnAutoremove: Bool
  let policyRcD: Int?
  let onlyUpgrade: Bool
  let forceAptGet: Bool
  let clean: Bool
  let allowUnauthenticated: Bool
  let allowDowngrade: Bool
  let allowChangeHeldPackages: Bool
  let lockTimeout: Int

  init(_ parameters: inout Parameters) {
    state = parameters.optional(
      "state", default: .present, "Whether the packages are there, are the newest, or are gone.")
    updateCache = parameters.optional(
      "update_cache", aliases: ["update-cache"], "Run `apt-get update` first; changed only when the lists changed.")
    updateCacheRetries = parameters.optional("update_cache_retries", default: 5, "How often to try the update.")
    updateCacheRetryMaxDelay = parameters.optional(
      "update_cache_retry_max_delay", default: 12, "Seconds at most between two tries; they double from 1.")
    cacheValidTime = parameters.optional(
      "cache_valid_time", default: 0, "Update the lists only when they are older than these seconds.")
    purge = parameters.optional("purge", default: false, "Remove configuration files too.")
    package = parameters.optional(
      "package", aliases: ["pkg", "name"], "Names, `name=version` or `name>=version`; shell patterns are allowed.")
    deb = parameters.optional("deb", "A .deb file on the machine, or a URL.")
    defaultRelease = parameters.optional(
      "default_release", aliases: ["default-release"], "The release whose versions come first, as with `apt-get -t`.")
    installRecommends = parameters.optional(
      "install_recommends", aliases: ["install-recommends"],
      "Whether recommended packages come too; otherwise as the machine is configured.")
    force = parameters.optional("force", default: false, "Use `--force-yes`; can destroy the system.")
    upgrade = parameters.optional("upgrade", default: .no, "Upgrade all packages, and how boldly.")
    dpkgOptions = parameters.optional(
      "dpkg_options", default: "force-confdef,force-confold", "Options for dpkg, separated by commas.")
    autoremove = parameters.optional("autoremove", default: false, "Remove dependencies that nothing needs any more.")
    autoclean = parameters.optional("autoclean", default: false, "Remove downloads that cannot be fetched any more.")
    failOnAutoremove = parameters.optional(
      "fail_on_autoremove", default: false, "Fail when a package would have to be removed.")
    policyRcD = parameters.optional(
      "policy_rc_d", "The exit code of a policy-rc.d for the length of the task; 101 keeps services from starting.")
    onlyUpgrade = parameters.optional("only_upgrade", default: false, "Upgrade what is installed, install nothing new.")
    forceAptGet = parameters.optional("force_apt_get", default: false, "Use apt-get even where aptitude is there.")
    clean = parameters.optional("clean", default: false, "Run `apt-get clean` first.")
    allowUnauthenticated = parameters.optional(
      "allow_unauthenticated", aliases: ["allow-unauthenticated"], default: false, "Do not insist on signatures.")
    allowDowngrade = parameters.optional(
      "allow_downgrade", aliases: ["allow-downgrade", "allow_downgrades", "allow-downgrades"], default: false,
      "Allow an older version to replace a newer one.")
    allowChangeHeldPackages = parameters.optional(
      "allow_change_held_packages", default: false, "Change packages that are on hold.")
    lockTimeout = parameters.optional("lock_timeout", default: 60, "Seconds to wait for another apt or dpkg.")
    parameters.ignored("auto_install_module_deps", "python-apt is not needed.")
    parameters.mutuallyExclusive("deb", "package", "upgrade")
    parameters.requiredOneOf("autoremove", "deb", "package", "update_cache", "upgrade")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    let tool = try AptTool(machine, policyRcD: policyRcD)
    let upgrade = upgrade == .no ? nil : upgrade
    let names = (package ?? []).map { $0.trimmingSpace() }.filter { !$0.isEmpty }
    if clean {
      let result = try cleanDownloads(tool)
      if names.isEmpty, upgrade == nil, deb == nil { return result }
    }
    let update = try AptListUpdate(self, tool).run()
    if let update, names.isEmpty, upgrade == nil, deb == nil, !autoremove, !autoclean {
      var result = ModuleResult()
      result.changed = update.isUpdated
      update.note(in: &result)
      return result
    }
    let time = update ?? AptListUpdate.Outcome(isUpdated: false, time: AptListUpdate.listTime(machine).seconds)
    var result = try act(tool, names: names, upgrade: upgrade)
    if state != .absent, upgrade == nil, deb == nil, !names.isEmpty { time.note(in: &result) }
    return result
  }

  private func act(_ tool: AptTool, names: [String], upgrade: Upgrade?) throws -> ModuleResult {
    if let upgrade { return try upgradeAll(tool, mode: upgrade) }
    if let deb { return try installFiles(tool, deb.text) }
    let packages = names.filter { $0 != "*" }
    if state == .latest, names.contains("*") {
      guard packages.isEmpty else {
        throw ModuleFailure("unable to install additional packages when upgrading all installed packages")
      }
      return try upgradeAll(tool, mode: .yes)
    }
    for package in packages where package.filter({ $0 == "=" }).count > 1 {
      throw ModuleFailure("invalid package spec: \(package)", parameter: "package")
    }
    if packages.isEmpty {
      var result = ModuleResult()
      if autoclean { try cleanUp(tool, "autoclean", sign: "Del ", &result) }
      if autoremove { try cleanUp(tool, "autoremove", sign: "The following packages will be REMOVED", &result) }
      if autoclean || autoremove || state != .fixed { return result }
    }
    return state == .absent ? try remove(tool, packages) : try install(tool, packages)
  }

  /// Options that every apt-get of this task gets.
  var commonOptions: [String] {
    dpkgOptions.split(separator: ",").flatMap { ["-o", "Dpkg::Options::=--\($0.trimmingSpace())"] }
      + ["-o", "DPkg::Lock::Timeout=\(lockTimeout)"]
  }
}
