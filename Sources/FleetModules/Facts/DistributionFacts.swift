import FleetCore
import FleetSystem

/// Which distribution this is, by the rules of Ansible's `distribution` collector and the `distro` library.
struct DistributionFacts {
  private static let families: [(family: String, names: [String])] = [
    (
      "RedHat",
      [
        "RedHat", "RHEL", "Fedora", "CentOS", "Scientific", "SLC", "Ascendos", "CloudLinux", "PSBM", "OracleLinux",
        "OVS", "OEL", "Amazon", "Amzn", "Virtuozzo", "XenServer", "Alibaba", "EulerOS", "openEuler", "AlmaLinux",
        "Rocky", "TencentOS", "EuroLinux", "Kylin Linux Advanced Server", "MIRACLE",
      ]
    ),
    (
      "Debian",
      [
        "Debian", "Ubuntu", "Raspbian", "Neon", "KDE neon", "Linux Mint", "SteamOS", "Devuan", "Kali",
        "Cumulus Linux", "Pop!_OS", "Parrot", "Pardus GNU/Linux", "Uos", "Deepin", "OSMC",
        "Linux Mint Debian Edition",
      ]
    ),
    (
      "Suse",
      [
        "SuSE", "SLES", "SLED", "openSUSE", "openSUSE Tumbleweed", "SLES_SAP", "SUSE_LINUX", "openSUSE Leap",
        "ALP-Dolomite", "SL-Micro", "openSUSE MicroOS",
      ]
    ),
    ("Archlinux", ["Archlinux", "Antergos", "Manjaro"]), ("Gentoo", ["Gentoo", "Funtoo"]),
    ("Mandrake", ["Mandrake", "Mandriva"]), ("Altlinux", ["Altlinux"]), ("Alpine", ["Alpine"]),
    ("ClearLinux", ["Clear Linux OS", "Clear Linux Mix"]),
  ]

  private let source: FactSource
  private let release: String
  private let fields: [String: String]
  private var facts: ValueMap = [:]

  static func collect(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    var reader = DistributionFacts(source)
    reader.guess()
    reader.readFiles()
    let name = reader.facts["distribution"]?.string ?? "NA"
    let family = families.first { $0.names.contains(name) }?.family ?? name
    reader.facts["os_family"] = .string(family)
    return reader.facts
  }

  private init(_ source: FactSource) {
    self.source = source
    release = source.text("/etc/os-release") ?? source.text("/usr/lib/os-release") ?? ""
    fields = DistributionFacts.fields(of: release)
  }

  static func fields(of text: String) -> [String: String] {
    var fields: [String: String] = [:]
    for line in text.lines() where !line.hasPrefix("#") {
      guard let sign = line.firstIndex(of: "=") else { continue }
      fields[String(line[..<sign])] = line[line.index(after: sign)...].trimmingSpace().trimming("\"'")
    }
    return fields
  }

  private mutating func set(_ key: String, _ value: String) { facts[key] = .string(value) }

  /// What the `distro` library says, before the files are looked at more closely.
  private mutating func guess() {
    let id = fields["ID"] ?? ""
    let name =
      switch id {
      case "": "OtherLinux"
      case "amzn": "Amazon"
      case "rhel": "Redhat"
      default: id.prefix(1).uppercased() + id.dropFirst().lowercased()
      }
    set("distribution", name)
    var version = fields["VERSION_ID"] ?? ""
    if id == "debian" || id == "centos" {
      let candidates = id == "debian" ? [source.text("/etc/debian_version") ?? ""] : centOSVersions()
      for candidate in candidates where dots(candidate) > dots(version) || version.isEmpty { version = candidate }
    }
    set("distribution_version", version.isEmpty ? "NA" : version)
    let major = version.prefix { $0 != "." }
    set("distribution_major_version", major.isEmpty ? "NA" : String(major))
    set("distribution_release", fields["VERSION_CODENAME"] ?? fields["UBUNTU_CODENAME"] ?? codenameInVersion() ?? "NA")
  }

  private func dots(_ version: String) -> Int { version.filter { $0 == "." }.count }

  private func centOSVersions() -> [String] {
    source.lines("/etc/centos-release").flatMap { $0.words() }.filter { $0.first?.isNumber ?? false }
  }

  /// `VERSION="12 (bookworm)"` or `"22.04, Jammy"`.
  private func codenameInVersion() -> String? {
    guard let version = fields["VERSION"] else { return nil }
    if let open = version.firstIndex(of: "("), let close = version.lastIndex(of: ")"), open < close {
      return String(version[version.index(after: open)..<close])
    }
    guard let comma = version.firstIndex(of: ",") else { return nil }
    return version[version.index(after: comma)...].trimmingSpace()
  }

  /// Ansible's list of files and readers; the first that fits gives the name and where it was found.
  private mutating func readFiles() {
    let steps: [(path: String, name: String, read: (inout DistributionFacts, String) -> Bool)] = [
      ("/etc/altlinux-release", "Altlinux", { $0.named($1, "Altlinux", by: "ALT") }),
      ("/etc/oracle-release", "OracleLinux", { $0.named($1, "OracleLinux", by: "Oracle Linux") }),
      ("/etc/centos-release", "CentOS", { $0.centOS($1) }),
      ("/etc/redhat-release", "RedHat", { $0.named($1, "RedHat", by: "Red Hat") }),
      ("/etc/openwrt_release", "OpenWrt", { $0.openWrt($1) }),
      ("/etc/os-release", "Amazon", { $0.amazon($1) }),
      ("/etc/alpine-release", "Alpine", { $0.alpine($1) }),
      ("/etc/arch-release", "Archlinux", { facts, _ in facts.keep("Archlinux") }),
      ("/etc/os-release", "Archlinux", { $1.hasSubstring("Arch Linux") && $0.keep("Archlinux") }),
      ("/etc/os-release", "SUSE", { $0.suse($1) }),
      ("/etc/gentoo-release", "Gentoo", { facts, _ in facts.keep("Gentoo") }),
      ("/etc/os-release", "Debian", { $0.debian($1, "/etc/os-release") }),
      ("/etc/lsb-release", "Debian", { $0.debian($1, "/etc/lsb-release") }),
      ("/usr/lib/os-release", "ClearLinux", { $0.clearLinux($1) }),
      ("/etc/os-release", "Flatcar", { $1.lowercased().hasSubstring("flatcar") && $0.keep("Flatcar") }),
      ("/etc/os-release", "NA", { facts, _ in facts.unknown() }),
    ]
    for step in steps {
      let path = source.path(step.path)
      guard FileSystem.isRegular(path) else { continue }
      let isEmptyAllowed = step.path == "/etc/arch-release"
      guard let text = source.text(step.path) ?? (isEmptyAllowed ? "" : nil) else { continue }
      guard step.read(&self, text.trimming("'\"\\")) else { continue }
      set("distribution_file_path", step.path)
      set("distribution_file_variety", step.name)
      if !isEmptyAllowed { facts["distribution_file_parsed"] = true }
      return
    }
  }

  private mutating func keep(_ name: String) -> Bool {
    set("distribution", name)
    return true
  }

  private mutating func named(_ text: String, _ name: String, by phrase: String) -> Bool {
    if text.hasSubstring(phrase) {
      set("distribution_file_search_string", phrase)
      return keep(name)
    }
    return keep(text.words().first ?? name)
  }

  private mutating func centOS(_ text: String) -> Bool {
    if text.hasSubstring("CentOS Stream") {
      set("distribution_release", "Stream")
      return keep("CentOS")
    }
    guard text.hasSubstring("TencentOS Server") else { return keep("CentOS") && text.hasSubstring("CentOS") }
    return keep("TencentOS")
  }

  private mutating func openWrt(_ text: String) -> Bool {
    guard text.hasSubstring("OpenWrt") else { return false }
    let entries = DistributionFacts.fields(of: text)
    if let version = entries["DISTRIB_RELEASE"] { set("distribution_version", version) }
    if let name = entries["DISTRIB_CODENAME"] { set("distribution_release", name) }
    return keep("OpenWrt")
  }

  private mutating func amazon(_ text: String) -> Bool {
    guard text.hasSubstring("Amazon") else { return false }
    if let version = fields["VERSION_ID"] {
      let parts = version.split(separator: ".").map(String.init)
      set("distribution_version", version)
      set("distribution_major_version", parts.first ?? version)
      set("distribution_minor_version", parts.count > 1 ? parts[1] : "NA")
    }
    return keep("Amazon")
  }

  private mutating func alpine(_ text: String) -> Bool {
    set("distribution_version", text)
    return keep("Alpine")
  }

  private mutating func suse(_ text: String) -> Bool {
    guard text.lowercased().hasSubstring("suse") else { return false }
    let version = fields["VERSION_ID"] ?? ""
    let parts = version.split(separator: ".").map(String.init)
    set("distribution_version", version)
    set("distribution_major_version", parts.first ?? version)
    set("distribution_release", parts.count > 1 ? parts[1] : text.lowercased().hasSubstring("open") ? "" : "0")
    return keep(fields["NAME"] ?? "SUSE")
  }

  private mutating func clearLinux(_ text: String) -> Bool {
    guard text.lowercased().hasSubstring("clearlinux") || text.hasSubstring("Clear Linux") else { return false }
    if let version = fields["VERSION_ID"] {
      set("distribution_version", version)
      set("distribution_major_version", version)
    }
    if let id = fields["ID"] { set("distribution_release", id) }
    return keep(fields["NAME"] ?? "Clear Linux OS")
  }

  private mutating func unknown() -> Bool {
    if let name = fields["NAME"], facts["distribution"] == "NA" { set("distribution", name) }
    if let version = fields["VERSION"], facts["distribution_version"] == "NA" { set("distribution_version", version) }
    return true
  }

  /// Debian and what derives from it.
  private mutating func debian(_ text: String, _ path: String) -> Bool {
    if text.hasSubstring("Debian") || text.hasSubstring("Raspbian") {
      if let name = parenthesized(fields["PRETTY_NAME"]) { set("distribution_release", name) }
      for line in source.lines("/etc/debian_version") {
        let parts = line.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count > 1, parts[0].last?.isNumber == true else { continue }
        let minor = parts[1].prefix { $0.isNumber }
        if !minor.isEmpty { set("distribution_minor_version", String(minor)) }
      }
      return keep("Debian")
    }
    if text.hasSubstring("Ubuntu") { return keep("Ubuntu") }
    if text.hasSubstring("SteamOS") { return keep("SteamOS") }
    for name in ["Kali", "Parrot"] where text.hasSubstring(name) {
      if let release = DistributionFacts.fields(of: text)["DISTRIB_RELEASE"] { set("distribution_release", release) }
      return keep(name)
    }
    if text.hasSubstring("Devuan") {
      if let name = parenthesized(fields["PRETTY_NAME"]) { set("distribution_release", name) }
      return versioned("Devuan", major: false)
    }
    if text.hasSubstring("Cumulus") { return versioned("Cumulus Linux", major: true) }
    if text.hasSubstring("Mint") { return versioned("Linux Mint", major: true) }
    for name in ["Uos", "Deepin"] where text.hasSubstring(name) || text.hasSubstring(name.lowercased()) {
      return versioned(name, major: true)
    }
    return text.hasSubstring("LMDE") && keep("Linux Mint Debian Edition")
  }

  private mutating func versioned(_ name: String, major: Bool) -> Bool {
    if let version = fields["VERSION_ID"] {
      set("distribution_version", version)
      set("distribution_major_version", major ? String(version.prefix { $0 != "." }) : version)
    }
    return keep(name)
  }

  private func parenthesized(_ text: String?) -> String? {
    guard let text, let open = text.firstIndex(of: "("), let close = text[open...].firstIndex(of: ")") else {
      return nil
    }
    return String(text[text.index(after: open)..<close])
  }
}
