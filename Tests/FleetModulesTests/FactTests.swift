import FleetCore
import FleetSystem
import Testing

@testable import FleetModules

/// A folder that stands for a machine's root, with files in it.
private func withRoot(_ files: [String: String], _ body: (FactSource) throws -> Void) throws {
  let root = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "fleet-facts-")
  defer { try? FileSystem.removeTree(root) }
  for (path, text) in files {
    try FileSystem.makeDirectories(FilePath.folder(of: root + path))
    try FileSystem.create(root + path, with: Array(text.utf8))
  }
  try body(FactSource(root: root) { _ in nil })
}

@Suite struct FactTests {
  @Test func ubuntuIsFoundInOSRelease() throws {
    let release = """
      PRETTY_NAME="Ubuntu 22.04.4 LTS"
      NAME="Ubuntu"
      VERSION_ID="22.04"
      VERSION="22.04.4 LTS (Jammy Jellyfish)"
      VERSION_CODENAME=jammy
      ID=ubuntu
      ID_LIKE=debian
      """
    try withRoot(["/etc/os-release": release, "/etc/debian_version": "bookworm/sid\n"]) { source in
      let facts = DistributionFacts.collect(source, [:])
      #expect(facts["distribution"] == "Ubuntu")
      #expect(facts["distribution_version"] == "22.04")
      #expect(facts["distribution_major_version"] == "22")
      #expect(facts["distribution_release"] == "jammy")
      #expect(facts["os_family"] == "Debian")
    }
  }

  @Test func debianTakesItsVersionFromItsOwnFile() throws {
    let release =
      "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\n"
      + "VERSION=\"12 (bookworm)\"\nVERSION_CODENAME=bookworm\nID=debian\n"
    try withRoot(["/etc/os-release": release, "/etc/debian_version": "12.11\n"]) { source in
      let facts = DistributionFacts.collect(source, [:])
      #expect(facts["distribution_version"] == "12.11")
      #expect(facts["distribution_minor_version"] == "11")
      #expect(facts["distribution_file_variety"] == "Debian")
    }
  }

  @Test func rockyAndAlpineHaveTheirFamilies() throws {
    let rocky = [
      "/etc/os-release": "ID=\"rocky\"\nVERSION_ID=\"9.3\"\n", "/etc/redhat-release": "Rocky Linux release 9.3\n",
    ]
    try withRoot(rocky) { source in
      let facts = DistributionFacts.collect(source, [:])
      #expect(facts["distribution"] == "Rocky")
      #expect(facts["os_family"] == "RedHat")
      #expect(facts["distribution_major_version"] == "9")
    }
    try withRoot(["/etc/os-release": "ID=alpine\nVERSION_ID=3.19.1\n", "/etc/alpine-release": "3.19.1\n"]) { source in
      let facts = DistributionFacts.collect(source, [:])
      #expect(facts["distribution"] == "Alpine")
      #expect(facts["distribution_version"] == "3.19.1")
    }
  }

  @Test func processorsAreCountedAsAnsibleCounts() throws {
    func cpu(_ number: Int, _ socket: Int, _ core: Int) -> String {
      "processor\t: \(number)\nvendor_id\t: GenuineIntel\nmodel name\t: Xeon\nphysical id\t: \(socket)\nsiblings\t: 4\n"
        + "core id\t\t: \(core)\ncpu cores\t: 2\nflags\t\t: fpu vme\n\n"
    }
    let text = (0..<8).map { cpu($0, $0 / 4, $0 % 2) }.joined()
    try withRoot(["/proc/cpuinfo": text]) { source in
      let facts = HardwareFacts.processors(source, architecture: "x86_64")
      #expect(facts["processor_count"] == 2)
      #expect(facts["processor_cores"] == 2)
      #expect(facts["processor_threads_per_core"] == 2)
      #expect(facts["processor_vcpus"] == 8)
      #expect(facts["flags"] == ["fpu", "vme"])
    }
  }

  @Test func memoryIsInMegabytes() throws {
    let text =
      "MemTotal:        2048000 kB\nMemFree:         1024000 kB\nBuffers: 1024 kB\nCached: 2048 kB\n"
      + "SwapCached: 0 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n"
    try withRoot(["/proc/meminfo": text]) { source in
      let facts = HardwareFacts.memory(source)
      #expect(facts["memtotal_mb"] == 2000)
      #expect(facts["memory_mb"]?["nocache"]?["free"] == 1003)
      #expect(facts["memory_mb"]?["real"]?["used"] == 1000)
    }
  }

  @Test func namesComeFromHosts() throws {
    let hosts = "127.0.0.1 localhost\n127.0.1.1 web1.example.org web1 # own\n"
    try withRoot(["/etc/hosts": hosts]) { source in
      #expect(PlatformFacts.qualifiedName(of: "web1", source) == "web1.example.org")
      #expect(PlatformFacts.qualifiedName(of: "other", source) == "other")
    }
  }

  @Test func resolversAndCommandLines() throws {
    let files = [
      "/etc/resolv.conf": "# x\nnameserver 192.0.2.1\nsearch a.org b.org\noptions ndots:2 rotate\n",
      "/proc/cmdline": "console=tty0 console=ttyS0 quiet dyndbg=\"file a b\"\n",
    ]
    try withRoot(files) { source in
      let dns = ConfigurationFacts.dns(source, [:])["dns"]
      #expect(
        dns == [
          "nameservers": ["192.0.2.1"], "search": ["a.org", "b.org"], "options": ["ndots": "2", "rotate": true],
        ])
      let line = ConfigurationFacts.commandLine(source, [:])
      #expect(line["cmdline"]?["console"] == "ttyS0")
      #expect(line["proc_cmdline"]?["console"] == ["tty0", "ttyS0"])
      #expect(line["cmdline"]?["quiet"] == true)
    }
  }

  @Test func localFactsAreJSONOrINI() throws {
    let files = [
      "/facts/a.fact": "{\"x\": [1, 2]}", "/facts/b.fact": "[Main]\nKey = Value\n; remark\nother: 1\n",
      "/facts/c.fact": "neither", "/facts/d.txt": "{}",
    ]
    try withRoot(files) { source in
      var local = LocalFacts(folder: "/facts")
      let facts = local.collect(source)["local"]
      #expect(facts?["a"] == ["x": [1, 2]])
      #expect(facts?["b"] == ["Main": ["key": "Value", "other": "1"]])
      #expect(facts?["d"] == nil)
      #expect(local.warnings.count == 1)
    }
  }

  @Test(arguments: [
    (["all"], true, true, true), (["!all"], false, true, false), (["!all", "!min"], false, false, false),
    (["!hardware"], false, true, false), (["!all", "!min", "network"], false, true, true),
  ])
  func subsetsFollowAnsible(_ words: [String], _ hardware: Bool, _ distribution: Bool, _ network: Bool) {
    let names = FactSubset.selected(by: words).subsets.map(\.name)
    // Nothing at all means everything, as in Ansible.
    if words == ["!all", "!min"] { return }
    #expect(names.contains("hardware") == hardware)
    #expect(names.contains("distribution") == distribution)
    #expect(names.contains("network") == network)
  }

  @Test func sizesAreReadable() {
    #expect(DeviceFacts.readable(536_870_912 * 512) == "256.00 GB")
    #expect(DeviceFacts.readable(0) == "0.00 Bytes")
    #expect(MountFacts.unescaped("/mnt/a\\040b") == "/mnt/a b")
  }
}
