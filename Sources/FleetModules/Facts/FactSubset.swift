import FleetCore

/// A collector with the names by which `gather_subset` asks for it.
struct FactSubset: Sendable {
  let name: String
  /// Facts that may stand for the collector in `gather_subset`.
  var facts: [String] = []
  /// Collectors whose facts this one looks at.
  var needs: [String] = []
  let collect: FactCollector

  /// In the order in which they are gathered. `local` stands apart, for its folder is a parameter.
  static let all: [FactSubset] = [
    FactSubset(
      name: "platform",
      facts: ["system", "kernel", "kernel_version", "machine", "python_version", "architecture", "machine_id"],
      collect: PlatformFacts.collect),
    FactSubset(
      name: "distribution",
      facts: ["distribution_version", "distribution_release", "distribution_major_version", "os_family"],
      collect: DistributionFacts.collect),
    FactSubset(name: "lsb", collect: ConfigurationFacts.lsb),
    FactSubset(name: "selinux", collect: SecurityFacts.selinux),
    FactSubset(name: "apparmor", collect: SecurityFacts.apparmor),
    FactSubset(name: "chroot", facts: ["is_chroot"], collect: SecurityFacts.chroot),
    FactSubset(name: "fips", collect: SecurityFacts.fips), FactSubset(name: "python", collect: SessionFacts.python),
    FactSubset(
      name: "caps", facts: ["system_capabilities", "system_capabilities_enforced"],
      collect: SecurityFacts.capabilities),
    FactSubset(name: "pkg_mgr", needs: ["distribution"], collect: ManagerFacts.package),
    FactSubset(name: "service_mgr", needs: ["platform", "distribution"], collect: ManagerFacts.service),
    FactSubset(name: "cmdline", collect: ConfigurationFacts.commandLine),
    FactSubset(name: "date_time", collect: SessionFacts.dateTime),
    FactSubset(name: "env", collect: SessionFacts.environment),
    FactSubset(name: "loadavg", collect: SessionFacts.loadAverage),
    FactSubset(
      name: "ssh_pub_keys",
      facts: [
        "ssh_host_pub_keys", "ssh_host_key_dsa_public", "ssh_host_key_rsa_public", "ssh_host_key_ecdsa_public",
        "ssh_host_key_ed25519_public",
      ], collect: SecurityFacts.hostKeys),
    FactSubset(
      name: "user",
      facts: [
        "user_id", "user_uid", "user_gid", "user_gecos", "user_dir", "user_shell", "real_user_id",
        "effective_user_id", "effective_group_ids",
      ], collect: SessionFacts.user),
    FactSubset(name: "systemd", collect: ManagerFacts.systemd),
    FactSubset(
      name: "virtual",
      facts: [
        "virtualization_type", "virtualization_role", "virtualization_tech_guest", "virtualization_tech_host",
      ], collect: VirtualFacts.collect),
    FactSubset(
      name: "hardware", facts: ["processor", "processor_cores", "processor_count", "mounts", "devices"],
      needs: ["platform"], collect: HardwareFacts.collect),
    FactSubset(name: "dns", collect: ConfigurationFacts.dns),
    FactSubset(name: "fibre_channel_wwn", collect: ConfigurationFacts.fibreChannel),
    FactSubset(
      name: "network",
      facts: ["interfaces", "default_ipv4", "default_ipv6", "all_ipv4_addresses", "all_ipv6_addresses"],
      needs: ["platform", "distribution"], collect: NetworkFacts.collect),
    FactSubset(name: "iscsi", collect: ConfigurationFacts.iscsi),
    FactSubset(name: "nvme", collect: ConfigurationFacts.nvme),
    FactSubset(name: "local") { _, _ in [:] },
    // Accepted as Ansible does; Ruby's collectors are not run.
    FactSubset(name: "facter") { _, _ in [:] }, FactSubset(name: "ohai") { _, _ in [:] },
  ]

  private static let minimum: Set<String> = [
    "apparmor", "caps", "cmdline", "date_time", "distribution", "dns", "env", "fips", "local", "lsb", "pkg_mgr",
    "platform", "python", "selinux", "service_mgr", "ssh_pub_keys", "user",
  ]

  /// Which collectors a `gather_subset` means, in their order; nil with the word that means nothing.
  static func selected(by words: [String]) -> (subsets: [FactSubset], stranger: String?) {
    let names = Set(all.flatMap { [$0.name] + $0.facts })
    var included: Set<String> = []
    var excluded: Set<String> = []
    var explicit: Set<String> = []
    for word in ["min"] + words {
      switch word {
      case "min": included.formUnion(minimum)
      case "all": included.formUnion(names)
      case "!min": excluded.formUnion(minimum)
      case "!all": excluded.formUnion(names.subtracting(minimum))
      default:
        if word.hasPrefix("!") {
          let name = String(word.dropFirst())
          excluded.insert(name)
          excluded.formUnion(all.first { $0.name == name }?.facts ?? [])
        } else {
          guard names.contains(word) else { return ([], word) }
          explicit.insert(word)
          included.insert(word)
        }
      }
    }
    if included.isEmpty { included = names }
    included.subtract(excluded.subtracting(explicit))
    var chosen = Set(
      all.filter { subset in included.contains(subset.name) || subset.facts.contains(where: included.contains) }.map(
        \.name))
    for subset in all where chosen.contains(subset.name) { chosen.formUnion(subset.needs) }
    return (all.filter { chosen.contains($0.name) }, nil)
  }

  /// The names for Ansible's message about an unknown one.
  static var names: [String] { Array(Set(all.flatMap { [$0.name] + $0.facts })).sorted() }
}
