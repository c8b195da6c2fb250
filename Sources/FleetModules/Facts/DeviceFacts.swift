import FleetCore
import FleetSystem

/// Block devices and the links that name them.
struct DeviceFacts {
  private let source: FactSource
  /// By kind of link: the names that point to each device.
  private let links: [(kind: String, names: [String: [String]])]
  private let worldWideNames: [String: String]
  private let pci: [String]

  static func collect(_ source: FactSource) -> ValueMap {
    guard source.isDirectory("/sys/block") else { return ["devices": [:]] }
    let reader = DeviceFacts(source)
    var devices: ValueMap = [:]
    for name in source.names(in: "/sys/block") { devices[name] = reader.device(name) }
    let links = reader.links.map { link in
      (link.kind, Value.map(ValueMap(link.names.sorted { $0.key < $1.key }.map { ($0.key, Value.strings($0.value)) })))
    }
    return ["devices": .map(devices), "device_links": .map(ValueMap(links))]
  }

  private init(_ source: FactSource) {
    self.source = source
    func named(_ folder: String) -> [String: [String]] {
      var names: [String: [String]] = [:]
      for entry in source.names(in: folder) {
        guard let target = source.link("\(folder)/\(entry)") else { continue }
        names[FilePath.name(of: target), default: []].append(entry)
      }
      return names
    }
    var masters: [String: [String]] = [:]
    for device in source.names(in: "/sys/block") {
      for slave in source.names(in: "/sys/block/\(device)/slaves") { masters[slave, default: []].append(device) }
    }
    let ids = named("/dev/disk/by-id")
    links = [
      ("ids", ids), ("uuids", named("/dev/disk/by-uuid")), ("labels", named("/dev/disk/by-label")),
      ("masters", masters),
    ]
    var wide: [String: String] = [:]
    for (device, names) in ids {
      if let name = names.first(where: { $0.hasPrefix("wwn-") }) { wide[device] = String(name.dropFirst(4)) }
    }
    worldWideNames = wide
    pci = source.output("lspci", "-D")?.lines() ?? []
  }

  private func linkNames(_ device: String) -> Value {
    .map(ValueMap(links.map { ($0.kind, Value.strings($0.names[device] ?? [])) }))
  }

  private func device(_ name: String) -> Value {
    let folder = "/sys/block/\(name)"
    var facts: ValueMap = ["virtual": 1, "links": linkNames(name)]
    if source.link(folder) == nil {
      facts["virtual"] = .int(source.names(in: folder).contains { $0.hasSubstring("device") } ? 0 : 1)
    }
    for key in ["vendor", "model", "sas_address", "sas_device_handle"] {
      facts[key] = Value(text: source.text("\(folder)/device/\(key)"))
    }
    if let serial = source.text("\(folder)/device/serial") { facts["serial"] = .string(serial) }
    facts["removable"] = Value(text: source.text("\(folder)/removable"))
    let isDiscardOff = source.text("\(folder)/queue/discard_max_hw_bytes") == "0"
    facts["support_discard"] = isDiscardOff ? "0" : Value(text: source.text("\(folder)/queue/discard_granularity"))
    if let wide = worldWideNames[name] { facts["wwn"] = .string(wide) }
    facts["partitions"] = partitions(of: name, folder)
    facts["rotational"] = Value(text: source.text("\(folder)/queue/rotational"))
    facts["scheduler_mode"] = .string(bracketed(source.text("\(folder)/queue/scheduler")))
    let (sectorSize, sectors) = sizes(folder)
    facts["sectorsize"] = .string(sectorSize)
    facts["sectors"] = .int(sectors)
    facts["size"] = .string(DeviceFacts.readable(Double(sectors) * (Double(sectorSize) ?? 512)))
    facts["host"] = .string(host(folder))
    facts["holders"] = holders(folder)
    return .map(facts)
  }

  private func partitions(of name: String, _ folder: String) -> Value {
    var partitions: ValueMap = [:]
    for entry in source.names(in: folder) where entry.hasPrefix(name) {
      var rest = entry.dropFirst(name.count)
      if rest.first == "p" { rest = rest.dropFirst() }
      guard !rest.isEmpty, rest.allSatisfy(\.isNumber) else { continue }
      let inner = "\(folder)/\(entry)"
      let (sectorSize, sectors) = sizes(inner)
      let uuid = links[1].names[entry]?.first
      partitions[entry] = [
        "links": linkNames(entry), "start": .string(source.text("\(inner)/start") ?? "0"),
        "sectors": .int(sectors), "sectorsize": sectorSize == "512" ? .int(512) : .string(sectorSize),
        "size": .string(DeviceFacts.readable(Double(sectors) * (Double(sectorSize) ?? 512))),
        "uuid": Value(text: uuid), "holders": holders(inner),
      ]
    }
    return .map(partitions)
  }

  private func sizes(_ folder: String) -> (sectorSize: String, sectors: Int) {
    let queue = "\(folder)/queue"
    let size = source.text("\(queue)/logical_block_size") ?? source.text("\(queue)/hw_sector_size") ?? "512"
    let count = source.text("\(folder)/size").flatMap(Int.init) ?? 0
    return (size, count * 512 / max(1, Int(size) ?? 512))
  }

  private func holders(_ folder: String) -> Value {
    let names = source.names(in: "\(folder)/holders").filter { $0.hasPrefix("dm-") }
    return .strings(names.map { source.text("\(folder)/holders/\($0)/dm/name") ?? $0 })
  }

  private func bracketed(_ text: String?) -> String {
    guard let text, let open = text.firstIndex(of: "["), let close = text.lastIndex(of: "]") else { return "" }
    return String(text[text.index(after: open)..<close])
  }

  /// The PCI function the device hangs on, in `lspci`'s words.
  private func host(_ folder: String) -> String {
    guard !pci.isEmpty, let path = source.link(folder) else { return "" }
    let address = path.split(separator: "/").last { part in
      part.count == 12 && part.filter { $0 == ":" }.count == 2 && part.dropLast(1).last == "."
    }
    guard let address, let line = pci.first(where: { $0.hasPrefix(address) }) else { return "" }
    return line.dropFirst(address.count).trimmingSpace()
  }

  /// Ansible's `bytes_to_human`.
  static func readable(_ bytes: Double) -> String {
    let units: [(String, Double)] = [
      ("YB", 0x1p80), ("ZB", 0x1p70), ("EB", 0x1p60), ("PB", 0x1p50), ("TB", 0x1p40), ("GB", 0x1p30), ("MB", 0x1p20),
      ("KB", 0x1p10), ("Bytes", 1),
    ]
    let unit = units.first { bytes >= $0.1 } ?? ("Bytes", 1)
    let hundredths = Int((bytes / unit.1 * 100).rounded(.toNearestOrEven))
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) \(unit.0)"
  }
}
