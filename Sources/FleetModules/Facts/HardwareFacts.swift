import CSystem
import FleetCore
import FleetSystem
import Glibc

/// Memory, processors, DMI, uptime and LVM (Ansible's `hardware`, with `MountFacts` and `DeviceFacts`).
enum HardwareFacts {
  static func collect(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    var facts = memory(source)
    facts.merge(processors(source, architecture: known["architecture"]?.string ?? ""))
    facts.merge(dmi(source))
    facts.merge(DeviceFacts.collect(source))
    if let text = source.text("/proc/uptime"), let seconds = text.words().first.flatMap(Double.init) {
      facts["uptime_seconds"] = .int(Int(seconds))
    }
    facts["lvm"] = lvm(source)
    facts.merge(MountFacts.collect(source))
    return facts
  }

  static func memory(_ source: FactSource) -> ValueMap {
    var megabytes: [String: Int] = [:]
    for line in source.lines("/proc/meminfo") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, let number = parts[1].split(separator: " ").first.flatMap({ Int($0) }) else { continue }
      megabytes[String(parts[0])] = number / 1024
    }
    guard !megabytes.isEmpty else { return [:] }
    func value(_ number: Int?) -> Value { number.map { .int($0) } ?? .null }
    func difference(_ left: Int?, _ right: Int?) -> Int? {
      if let left, let right { left - right } else { nil }
    }
    let (total, free) = (megabytes["MemTotal"], megabytes["MemFree"])
    let (swapTotal, swapFree) = (megabytes["SwapTotal"], megabytes["SwapFree"])
    var withoutCache: Int?
    if let cached = megabytes["Cached"], let free, let buffers = megabytes["Buffers"] {
      withoutCache = cached + free + buffers
    }
    var facts: ValueMap = [:]
    for (name, number) in [("memtotal", total), ("memfree", free), ("swaptotal", swapTotal), ("swapfree", swapFree)] {
      if let number { facts["\(name)_mb"] = .int(number) }
    }
    facts["memory_mb"] = [
      "real": ["total": value(total), "used": value(difference(total, free)), "free": value(free)],
      "nocache": ["free": value(withoutCache), "used": value(difference(total, withoutCache))],
      "swap": [
        "total": value(swapTotal), "free": value(swapFree), "used": value(difference(swapTotal, swapFree)),
        "cached": value(megabytes["SwapCached"]),
      ],
    ]
    return facts
  }

  /// The counting of Ansible's `get_cpu_facts`, with its peculiarities.
  static func processors(_ source: FactSource, architecture: String) -> ValueMap {
    var facts: ValueMap = [:]
    var names: [Value] = []
    var vendors = 0
    var models = 0
    var numbers = 0
    var socket = "0"
    var core = "0"
    var sockets: [(String, Int)] = []
    var cores: [(String, Int)] = []
    func put(_ list: inout [(String, Int)], _ key: String, _ value: Int, replacing: Bool) {
      if let place = list.firstIndex(where: { $0.0 == key }) {
        if replacing { list[place].1 = value }
      } else {
        list.append((key, value))
      }
    }
    for line in source.lines("/proc/cpuinfo") {
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let key = parts[0].trimmingSpace()
      let value = parts.count > 1 ? parts[1].trimmingSpace() : ""
      switch key {
      case "flags": facts["flags"] = .strings(value.words())
      case "model name", "Processor", "vendor_id", "cpu", "Vendor", "processor":
        names.append(.string(value))
        if key == "vendor_id" { vendors += 1 }
        if key == "model name" { models += 1 }
        if key == "processor" { numbers += 1 }
      case "physical id":
        socket = value
        put(&sockets, socket, 1, replacing: false)
      case "core id":
        core = value
        if !sockets.contains(where: { $0.0 == core }) { put(&cores, core, 1, replacing: true) }
      case "cpu cores": put(&sockets, socket, Int(value) ?? 1, replacing: true)
      case "siblings": put(&cores, core, Int(value) ?? 1, replacing: true)
      default: break
      }
    }
    var count = names.count
    if vendors > 0, vendors == models { count = vendors }
    if ["armv", "aarch", "ppc"].contains(where: architecture.hasPrefix) { count = numbers }
    facts["processor"] = .list(names)
    let socketCount = sockets.isEmpty ? count : sockets.count
    let coreCount = max(1, sockets.first?.1 ?? 1)
    let threads = Int(((cores.first.map { Double($0.1) } ?? 1) / Double(coreCount)).rounded(.toNearestOrEven))
    facts["processor_count"] = .int(socketCount)
    facts["processor_cores"] = .int(coreCount)
    facts["processor_threads_per_core"] = .int(threads)
    facts["processor_vcpus"] = .int(threads * socketCount * coreCount)
    facts["processor_nproc"] = .int(usableProcessors() ?? numbers)
    return facts
  }

  private static func usableProcessors() -> Int? {
    let count = fleet_usable_processors()
    return count > 0 ? Int(count) : nil
  }

  private static let chassis = [
    "Unknown", "Other", "Unknown", "Desktop", "Low Profile Desktop", "Pizza Box", "Mini Tower", "Tower", "Portable",
    "Laptop", "Notebook", "Hand Held", "Docking Station", "All In One", "Sub Notebook", "Space-saving", "Lunch Box",
    "Main Server Chassis", "Expansion Chassis", "Sub Chassis", "Bus Expansion Chassis", "Peripheral Chassis",
    "RAID Chassis", "Rack Mount Chassis", "Sealed-case PC", "Multi-system", "CompactPCI", "AdvancedTCA", "Blade",
    "Blade Enclosure", "Tablet", "Convertible", "Detachable", "IoT Gateway", "Embedded PC", "Mini PC", "Stick PC",
  ]

  static func dmi(_ source: FactSource) -> ValueMap {
    let folder = "/sys/devices/virtual/dmi/id/"
    let files = [
      ("bios_date", "bios_date", "bios-release-date"), ("bios_vendor", "bios_vendor", "bios-vendor"),
      ("bios_version", "bios_version", "bios-version"),
      ("board_asset_tag", "board_asset_tag", "baseboard-asset-tag"),
      ("board_name", "board_name", "baseboard-product-name"),
      ("board_serial", "board_serial", "baseboard-serial-number"),
      ("board_vendor", "board_vendor", "baseboard-manufacturer"),
      ("board_version", "board_version", "baseboard-version"),
      ("chassis_asset_tag", "chassis_asset_tag", "chassis-asset-tag"),
      ("chassis_serial", "chassis_serial", "chassis-serial-number"),
      ("chassis_vendor", "chassis_vendor", "chassis-manufacturer"),
      ("chassis_version", "chassis_version", "chassis-version"), ("form_factor", "chassis_type", "chassis-type"),
      ("product_name", "product_name", "system-product-name"),
      ("product_serial", "product_serial", "system-serial-number"), ("product_uuid", "product_uuid", "system-uuid"),
      ("product_version", "product_version", "system-version"), ("system_vendor", "sys_vendor", "system-manufacturer"),
    ]
    var facts: ValueMap = [:]
    let hasKernelTable = source.exists(folder + "product_name")
    let hasProgram = !hasKernelTable && source.hasProgram("dmidecode")
    for (fact, file, keyword) in files {
      var value: String?
      if hasKernelTable {
        value = source.text(folder + file)
        if fact == "form_factor", let number = value.flatMap(Int.init) {
          value = chassis.indices.contains(number) ? chassis[number] : "unknown (\(number))"
        }
      } else if hasProgram {
        value = source.output("dmidecode", "-s", keyword)?.lines().filter { !$0.hasPrefix("#") }.joined()
      }
      facts[fact] = .string(value ?? "NA")
    }
    return facts
  }

  private static func lvm(_ source: FactSource) -> Value {
    guard geteuid() == 0, source.hasProgram("vgs") else { return "N/A" }
    func rows(_ program: String) -> [[String]] {
      let output = source.output(program, "--noheadings", "--nosuffix", "--units", "g", "--separator", ",") ?? ""
      return output.lines().map { line in
        line.trimmingSpace().split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
    }
    var (groups, volumes, disks): (ValueMap, ValueMap, ValueMap) = ([:], [:], [:])
    for row in rows("vgs") where row.count >= 4 {
      groups[row[0]] = [
        "size_g": .string(row[row.count - 2]), "free_g": .string(row[row.count - 1]), "num_lvs": .string(row[2]),
        "num_pvs": .string(row[1]),
      ]
    }
    for row in rows("lvs") where row.count >= 4 {
      volumes[row[0]] = ["size_g": .string(row[3]), "vg": .string(row[1])]
    }
    for row in rows("pvs") where row.count >= 6 {
      disks[mapperName(row[0], source)] = [
        "size_g": .string(row[4]), "free_g": .string(row[5]), "vg": .string(row[1]),
      ]
    }
    return ["lvs": .map(volumes), "vgs": .map(groups), "pvs": .map(disks)]
  }

  private static func mapperName(_ device: String, _ source: FactSource) -> String {
    guard device.hasPrefix("/dev/dm-") else { return device }
    return source.text("/sys/block/\(FilePath.name(of: device))/dm/name").map { "/dev/mapper/\($0)" } ?? device
  }
}
