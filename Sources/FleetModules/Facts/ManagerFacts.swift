import FleetCore
import FleetSystem

/// Which programs manage packages and services.
enum ManagerFacts {
  private static let packageManagers: [(path: String, name: String)] = [
    ("/usr/bin/rpm-ostree", "atomic_container"), ("/usr/bin/yum", "dnf"), ("/usr/bin/dnf-3", "dnf"),
    ("/usr/bin/dnf5", "dnf5"), ("/usr/bin/apt-get", "apt"), ("/usr/bin/zypper", "zypper"),
    ("/usr/sbin/urpmi", "urpmi"), ("/usr/bin/pacman", "pacman"), ("/bin/opkg", "opkg"),
    ("/usr/pkg/bin/pkgin", "pkgin"), ("/usr/local/bin/brew", "homebrew"), ("/sbin/apk", "apk"),
    ("/usr/bin/emerge", "portage"), ("/usr/bin/xbps-install", "xbps"), ("/usr/bin/swupd", "swupd"),
    ("/usr/sbin/sorcery", "sorcery"),
  ]

  /// The last manager of the list that is there, corrected by the family of the distribution.
  static func package(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    var found = "unknown"
    for manager in packageManagers where source.exists(manager.path) { found = manager.name }
    switch known["os_family"]?.string {
    case "RedHat":
      if source.exists("/run/ostree-booted") {
        found = "atomic_container"
      } else {
        for path in ["/usr/bin/dnf", "/usr/bin/microdnf"] where source.exists(path) {
          found = source.resolved(path)?.hasSuffix("/usr/bin/dnf5") == true ? "dnf5" : "dnf"
          break
        }
      }
    case "Debian" where found != "apt":
      found = source.exists("/usr/bin/apt-get") ? "apt" : found
    case "Altlinux" where found == "apt": found = "apt_rpm"
    default: break
    }
    return ["pkg_mgr": .string(found)]
  }

  static func isSystemdRunning(_ source: FactSource) -> Bool {
    guard source.exists("/usr/bin/systemctl") || source.exists("/bin/systemctl") || source.hasProgram("systemctl")
    else {
      return false
    }
    return ["/run/systemd/system/", "/dev/.run/systemd/", "/dev/.systemd/"].contains { source.exists($0) }
  }

  static func service(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    let names = ["procd": "openwrt_init", "runit-init": "runit", "svscan": "svc", "openrc-init": "openrc"]
    let first = source.text("/proc/1/comm") ?? source.link("/sbin/init")
    let name = first.map { FilePath.name(of: $0).trimmingSpace() }
    if let name, name != "init", !name.hasSuffix("sh") { return ["service_mgr": .string(names[name] ?? name)] }
    return ["service_mgr": .string(guess(source, known))]
  }

  private static func guess(_ source: FactSource, _ known: ValueMap) -> String {
    if known["distribution"] == "OpenWrt" { return "openwrt_init" }
    if isSystemdRunning(source) { return "systemd" }
    if source.hasProgram("initctl"), source.exists("/etc/init/") { return "upstart" }
    if source.exists("/sbin/openrc") { return "openrc" }
    if source.link("/sbin/init").map(FilePath.name(of:)) == "systemd" { return "systemd" }
    if source.exists("/etc/init.d/") { return "sysvinit" }
    if source.exists("/etc/dinit.d/") { return "dinit" }
    return "service"
  }

  static func systemd(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    guard isSystemdRunning(source), let output = source.output("systemctl", "--version") else { return [:] }
    let lines = output.lines()
    guard let words = lines.first?.words(), words.count > 1, let version = Int(words[1]) else { return [:] }
    return ["systemd": ["features": .string(lines.count > 1 ? lines[1] : ""), "version": .int(version)]]
  }
}
