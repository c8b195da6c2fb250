import FleetCore
import FleetSystem
import Glibc

/// SELinux, AppArmor, FIPS, capabilities, chroot and SSH host keys.
enum SecurityFacts {
  static func selinux(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    guard source.exists("/sys/fs/selinux/enforce") else {
      return ["selinux": ["status": "disabled"], "selinux_python_present": true]
    }
    var facts: ValueMap = ["status": "enabled"]
    facts["policyvers"] = source.text("/sys/fs/selinux/policyvers").flatMap { Int($0) }.map { .int($0) } ?? "unknown"
    var settings: [String: String] = [:]
    for line in source.lines("/etc/selinux/config") {
      let parts = line.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { settings[parts[0].trimmingSpace()] = parts[1].trimmingSpace() }
    }
    facts["config_mode"] = .string(settings["SELINUX"] ?? "unknown")
    facts["mode"] = source.text("/sys/fs/selinux/enforce").map { $0 == "1" ? "enforcing" : "permissive" } ?? "unknown"
    facts["type"] = .string(settings["SELINUXTYPE"] ?? "unknown")
    return ["selinux": .map(facts), "selinux_python_present": true]
  }

  static func apparmor(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    ["apparmor": ["status": source.exists("/sys/kernel/security/apparmor") ? "enabled" : "disabled"]]
  }

  static func fips(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    ["fips": .bool(source.text("/proc/sys/crypto/fips_enabled") == "1")]
  }

  static func chroot(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    if let name = Environment.variable("debian_chroot"), !name.isEmpty { return ["is_chroot": true] }
    guard let mine = try? FileSystem.status("/") else { return ["is_chroot": .null] }
    if let first = try? FileSystem.status("/proc/1/root/.") {
      return ["is_chroot": .bool(mine.inode != first.inode || mine.device != first.device)]
    }
    var rootInode: UInt64 = 2
    if let kind = source.output("stat", "-f", "--format=%T", "/") {
      if kind.hasSubstring("btrfs") { rootInode = 256 } else if kind.hasSubstring("xfs") { rootInode = 128 }
    }
    return ["is_chroot": .bool(mine.inode != rootInode)]
  }

  static func capabilities(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    guard let output = source.output("capsh", "--print") else {
      return ["system_capabilities_enforced": "N/A", "system_capabilities": "N/A"]
    }
    var enforced = "NA"
    var names: [String] = []
    for line in output.lines() where line.hasPrefix("Current:") {
      let rest = line.split(separator: ":", omittingEmptySubsequences: false)[1].trimmingSpace()
      enforced = rest == "=ep" ? "False" : "True"
      if rest != "=ep" {
        let list = line.split(separator: "=", omittingEmptySubsequences: false).dropFirst().first ?? ""
        names = list.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmingSpace() }
      }
    }
    return ["system_capabilities_enforced": .string(enforced), "system_capabilities": .strings(names)]
  }

  static func hostKeys(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    var facts: ValueMap = [:]
    for folder in ["/etc/ssh", "/etc/openssh", "/etc"] where facts.isEmpty {
      for kind in ["dsa", "rsa", "ecdsa", "ed25519"] {
        let words = source.text("\(folder)/ssh_host_\(kind)_key.pub")?.words() ?? []
        guard words.count >= 2 else { continue }
        facts["ssh_host_key_\(kind)_public"] = .string(words[1])
        facts["ssh_host_key_\(kind)_public_keytype"] = .string(words[0])
      }
    }
    return facts
  }
}
