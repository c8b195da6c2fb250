import FleetCore
import FleetSystem
import Glibc

/// Mounted file systems with their sizes.
enum MountFacts {
  static func collect(_ source: FactSource) -> ValueMap {
    let file = source.exists("/etc/mtab") ? "/etc/mtab" : "/proc/mounts"
    let binds = bindMounts(source)
    let identifiers = identifiersByDevice(source)
    var mounts: [Value] = []
    for line in source.lines(file) {
      let fields = line.words().map(unescaped)
      guard fields.count >= 6 else { continue }
      let (device, mount, kind) = (fields[0], fields[1], fields[2])
      if !device.hasPrefix("/"), !device.hasPrefix("\\"), !device.hasSubstring(":/") { continue }
      if kind == "none" { continue }
      var options = fields[3]
      let words = options.split(separator: ",")
      if binds.contains(mount), !words.contains("bind") { options += ",bind" }
      var facts: ValueMap = [
        "mount": .string(mount), "device": .string(device), "fstype": .string(kind), "options": .string(options),
        "dump": .int(Int(fields[4]) ?? 0), "passno": .int(Int(fields[5]) ?? 0),
      ]
      let isRemote = device.hasSubstring(":/") || kind.hasPrefix("nfs") || kind.hasPrefix("fuse") || kind == "cifs"
      if let sizes = isRemote ? remoteSizes(mount, source) : sizes(mount) {
        facts.merge(sizes)
      } else if isRemote {
        facts["note"] = "Could not get extra information due to timeout"
      }
      facts["uuid"] = .string(identifiers[device] ?? source.resolved(device).flatMap { identifiers[$0] } ?? "N/A")
      mounts.append(.map(facts))
    }
    return ["mounts": .list(mounts)]
  }

  static func sizes(_ mount: String) -> ValueMap? {
    var status = statvfs()
    guard statvfs(mount, &status) == 0 else { return nil }
    return sizes(
      fragment: Int(status.f_frsize), block: Int(status.f_bsize), total: Int(status.f_blocks),
      available: Int(status.f_bavail), inodes: Int(status.f_files), freeInodes: Int(status.f_favail))
  }

  private static func sizes(
    fragment: Int, block: Int, total: Int, available: Int, inodes: Int, freeInodes: Int
  ) -> ValueMap {
    [
      "size_total": .int(fragment * total), "size_available": .int(fragment * available), "block_size": .int(block),
      "block_total": .int(total), "block_available": .int(available), "block_used": .int(total - available),
      "inode_total": .int(inodes), "inode_available": .int(freeInodes), "inode_used": .int(inodes - freeInodes),
    ]
  }

  /// A dead server must not hang the facts: `stat` is a process that can be ended.
  private static func remoteSizes(_ mount: String, _ source: FactSource) -> ValueMap? {
    guard let text = source.output("stat", "-f", "-c", "%S %s %b %a %c %d", mount) else { return nil }
    let numbers = text.words().compactMap(Int.init)
    guard numbers.count == 6 else { return nil }
    return sizes(
      fragment: numbers[0], block: numbers[1], total: numbers[2], available: numbers[3], inodes: numbers[4],
      freeInodes: numbers[5])
  }

  /// Mounts that show only a part of their file system.
  private static func bindMounts(_ source: FactSource) -> Set<String> {
    var mounts: Set<String> = []
    for line in source.lines("/proc/self/mountinfo") {
      let fields = line.words()
      guard fields.count > 4, fields[3] != "/", fields[3].hasPrefix("/") else { continue }
      mounts.insert(unescaped(fields[4]))
    }
    return mounts
  }

  private static func identifiersByDevice(_ source: FactSource) -> [String: String] {
    var identifiers: [String: String] = [:]
    for name in source.names(in: "/dev/disk/by-uuid") {
      guard let device = source.resolved("/dev/disk/by-uuid/\(name)") else { continue }
      identifiers[device] = name
    }
    return identifiers
  }

  /// `\040` and its kin.
  static func unescaped(_ field: String) -> String {
    guard field.contains("\\") else { return field }
    var bytes: [UInt8] = []
    let source = Array(field.utf8)
    var position = 0
    while position < source.count {
      let digits = source[min(position + 1, source.count)..<min(position + 4, source.count)]
      let text = String(decoding: digits, as: UTF8.self)
      if source[position] == UInt8(ascii: "\\"), digits.count == 3, let code = UInt8(text, radix: 8) {
        bytes.append(code)
        position += 4
      } else {
        bytes.append(source[position])
        position += 1
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
