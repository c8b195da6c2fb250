import FleetCore
import FleetSystem

/// On what the machine runs: containers, hypervisors, or being one (Ansible's `virtual`).
struct VirtualFacts {
  private let source: FactSource
  private var kind: String?
  private var role: String?
  private var guests: [String] = []
  private var hosts: [String] = []

  static func collect(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    var reader = VirtualFacts(source: source)
    reader.lookForContainers()
    reader.lookForXen()
    reader.lookAtFirmware()
    reader.lookAtProcessor()
    reader.lookAtModules()
    return [
      "virtualization_type": .string(reader.kind ?? "NA"), "virtualization_role": .string(reader.role ?? "NA"),
      "virtualization_tech_guest": .strings(reader.guests), "virtualization_tech_host": .strings(reader.hosts),
    ]
  }

  private init(source: FactSource) { self.source = source }

  /// The first find decides type and role; all are listed.
  private mutating func guest(_ name: String) {
    if !guests.contains(name) { guests.append(name) }
    settle(name, "guest")
  }

  private mutating func host(_ name: String) {
    if !hosts.contains(name) { hosts.append(name) }
    settle(name, "host")
  }

  private mutating func settle(_ name: String, _ role: String) {
    if kind != nil { return }
    kind = name
    self.role = role
  }

  private mutating func lookForContainers() {
    for line in source.lines("/proc/1/cgroup") {
      if line.hasSubstring("/docker/") || isDockerScope(line) { guest("docker") }
      if line.hasSubstring("/lxc/") || line.hasSubstring("/machine.slice/machine-lxc") { guest("lxc") }
      if line.hasSubstring("/system.slice/containerd.service") { guest("containerd") }
    }
    for variable in (source.text("/proc/1/environ") ?? "").split(separator: "\0") {
      if variable.hasSubstring("container=lxc") { guest("lxc") }
      if variable.hasSubstring("container=podman") { guest("podman") }
      if variable.hasPrefix("container="), variable.count > "container=".count { guest("container") }
    }
    if source.exists("/proc/vz"), !source.exists("/proc/lve") {
      if source.exists("/proc/bc") { host("openvz") } else { guest("openvz") }
    }
    let systemd = source.text("/run/systemd/container")
    if let systemd { guest(systemd) }
    if source.exists("/.dockerenv") || source.exists("/.dockerinit") { guest("docker") }
    let containers = ["docker", "lxc", "podman", "openvz", "containerd"]
    if systemd != nil || guests.contains(where: containers.contains), !guests.contains("container") {
      guests.append("container")
    }
  }

  private func isDockerScope(_ line: String) -> Bool {
    guard let found = line.firstSubstring("/docker-") else { return false }
    let rest = line[found.upperBound...].drop { $0.isHexDigit }
    return rest.hasPrefix(".scope")
  }

  private mutating func lookForXen() {
    guard source.exists("/proc/xen") else { return }
    if source.lines("/proc/xen/capabilities").contains(where: { $0.hasSubstring("control_d") }) {
      host("xen")
    } else {
      settle("xen", "guest")
    }
  }

  private mutating func lookAtFirmware() {
    let folder = "/sys/devices/virtual/dmi/id/"
    let product = source.text(folder + "product_name") ?? ""
    let vendor = source.text(folder + "sys_vendor") ?? ""
    let bios = source.text(folder + "bios_vendor") ?? ""
    if ["KVM", "KVM Server", "Bochs", "AHV", "CloudStack KVM Hypervisor"].contains(product) { guest("kvm") }
    if vendor == "oVirt" { guest("oVirt") }
    if vendor == "Red Hat" {
      if source.text(folder + "product_family") == "RHV" {
        guest("RHV")
      } else if product == "RHEV Hypervisor" {
        guest("RHEV")
      }
    }
    if product.hasPrefix("VMware") { guest("VMware") }
    if product == "OpenStack Compute" || product == "OpenStack Nova" { guest("openstack") }
    if bios == "Xen" { guest("xen") }
    if bios == "innotek GmbH" { guest("virtualbox") }
    if ["Amazon EC2", "DigitalOcean", "Hetzner", "Linode"].contains(bios) { guest("kvm") }
    if ["QEMU", "Amazon EC2", "DigitalOcean", "Google", "Scaleway", "Nutanix"].contains(vendor) { guest("kvm") }
    let vendors = [
      "KubeVirt": "KubeVirt", "Microsoft Corporation": "VirtualPC",
      "Parallels Software International Inc.": "parallels", "OpenStack Foundation": "openstack",
    ]
    if let name = vendors[vendor] { guest(name) }
  }

  private mutating func lookAtProcessor() {
    for line in source.lines("/proc/self/status") where line.hasPrefix("VxID:") {
      if line.dropFirst(5).trimmingSpace().hasPrefix("0") { host("linux_vserver") } else { guest("linux_vserver") }
    }
    for line in source.lines("/proc/cpuinfo") {
      if line.hasPrefix("model name") {
        if line.hasSubstring("QEMU Virtual CPU") { guest("kvm") } else if line.hasSubstring("UML") { guest("uml") }
      } else if line.hasPrefix("vendor_id") {
        if line.hasSubstring("User Mode Linux") { guest("uml") }
        if line.hasSubstring("PowerVM Lx86") { guest("powervm_lx86") }
      } else if line.hasPrefix("machine"), line.hasSubstring("CHRP IBM pSeries (emulated by qemu)") {
        guest("kvm")
      }
    }
  }

  private mutating func lookAtModules() {
    let modules = Set(source.lines("/proc/modules").compactMap { $0.split(separator: " ").first.map(String.init) })
    if modules.contains("kvm") { host("kvm") }
    if modules.contains("vboxdrv") { host("virtualbox") }
    if modules.contains("virtio") {
      if !hosts.contains("kvm") { hosts.append("kvm") }
      settle("kvm", "guest")
    }
    if source.exists("/dev/kvm") { host("kvm") }
  }
}
