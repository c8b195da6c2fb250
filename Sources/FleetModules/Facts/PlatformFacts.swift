import CSystem
import FleetCore
import FleetSystem
import Glibc

/// The kernel, the names of the machine, and its identity (Ansible's `platform`).
enum PlatformFacts {
  static func collect(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    let kernel = KernelIdentity.current()
    let fqdn = qualifiedName(of: kernel.node, source)
    var facts: ValueMap = [
      "system": .string(kernel.system), "kernel": .string(kernel.release), "kernel_version": .string(kernel.version),
      "machine": .string(kernel.machine), "fqdn": .string(fqdn),
      "hostname": .string(String(kernel.node.prefix { $0 != "." })), "nodename": .string(kernel.node),
      "domain": .string(
        fqdn.split(separator: ".", omittingEmptySubsequences: false).dropFirst().joined(separator: ".")),
    ]
    let bits = userspaceBits(kernel.machine, source)
    facts["userspace_bits"] = .string(bits)
    let isIntel32 = kernel.machine.count == 4 && kernel.machine.hasPrefix("i") && kernel.machine.hasSuffix("86")
    if kernel.machine == "x86_64" || isIntel32 {
      facts["architecture"] = .string(isIntel32 ? "i386" : kernel.machine)
      facts["userspace_architecture"] = .string(bits == "64" ? "x86_64" : "i386")
    } else {
      facts["architecture"] = .string(kernel.machine)
    }
    if let id = source.text("/var/lib/dbus/machine-id") ?? source.text("/etc/machine-id"), let line = id.lines().first {
      facts["machine_id"] = .string(line)
    }
    return facts
  }

  /// A 64-bit kernel may carry a 32-bit userland: look at the ELF class of /bin/sh.
  private static func userspaceBits(_ machine: String, _ source: FactSource) -> String {
    if let head = try? FileHead.read(source.path("/bin/sh"), count: 5), head.count == 5 {
      return head[4] == 1 ? "32" : "64"
    }
    return machine.hasSuffix("64") || machine == "s390x" ? "64" : "32"
  }

  /// Python's `socket.getfqdn()`: the first name with a dot that the resolver knows for the node's address.
  static func qualifiedName(of node: String, _ source: FactSource) -> String {
    let entries = source.lines("/etc/hosts").map { line in
      String(line.prefix { $0 != "#" }).words()
    }.filter { $0.count > 1 }
    var names: [String]?
    if let own = entries.first(where: { $0.dropFirst().contains(node) }) {
      names = entries.first { $0[0] == own[0] }.map { Array($0.dropFirst()) }
    } else if let answer = source.output("getent", "hosts", node), let line = answer.lines().first {
      let words = line.words()
      names = Array(words.dropFirst())
      if let address = words.first, let back = source.output("getent", "hosts", address)?.lines().first {
        names = Array(back.words().dropFirst())
      }
    }
    guard let names, let canonical = names.first else { return node }
    return names.first { $0.contains(".") } ?? canonical
  }
}

/// The first bytes of a file.
enum FileHead {
  static func read(_ path: String, count: Int) throws -> [UInt8] {
    let descriptor = fleet_open(path, O_RDONLY, 0)
    guard descriptor >= 0 else { throw SystemError("open", path) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: count)
    let got = Glibc.read(descriptor, &bytes, count)
    return Array(bytes.prefix(max(0, got)))
  }
}
