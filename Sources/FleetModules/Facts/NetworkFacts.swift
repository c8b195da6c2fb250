import FleetCore
import FleetSystem

/// Interfaces and addresses: /sys/class/net and the `ip` program, in few processes.
struct NetworkFacts {
  private static let kinds = ["1": "ether", "32": "infiniband", "512": "ppp", "772": "loopback", "65534": "tunnel"]

  private let source: FactSource
  private var interfaces: ValueMap = [:]
  private var defaults4: ValueMap = [:]
  private var defaults6: ValueMap = [:]
  private var addresses4: [Value] = []
  private var addresses6: [Value] = []

  /// Like Ansible it says nothing without `ip`.
  static func collect(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    guard let addresses = source.output("ip", "-o", "addr", "show") else { return [:] }
    var reader = NetworkFacts(source: source)
    reader.defaults4 = reader.route("-4", "8.8.8.8")
    reader.defaults6 = reader.route("-6", "2404:6800:400a:800::1012")
    for name in source.names(in: "/sys/class/net") where source.isDirectory("/sys/class/net/\(name)") {
      reader.interfaces[name] = .map(reader.device(name))
    }
    for line in addresses.lines() { reader.read(line) }
    var facts: ValueMap = [:]
    var renamed: ValueMap = [:]
    for (name, interface) in reader.interfaces {
      renamed[(name.string ?? "").replacingSubstrings(of: ":", with: "_")] = interface
    }
    facts["interfaces"] = .list(renamed.keys)
    facts.merge(renamed)
    facts["default_ipv4"] = .map(reader.defaults4)
    facts["default_ipv6"] = .map(reader.defaults6)
    facts["all_ipv4_addresses"] = .list(reader.addresses4)
    facts["all_ipv6_addresses"] = .list(reader.addresses6)
    facts["locally_reachable_ips"] = ["ipv4": reader.local("-4"), "ipv6": reader.local("-6")]
    return facts
  }

  private init(source: FactSource) { self.source = source }

  /// Through which interface, from which address and by which gateway an address far away is reached.
  private func route(_ family: String, _ target: String) -> ValueMap {
    var facts: ValueMap = [:]
    guard let output = source.run(["ip", family, "route", "get", target]) else { return facts }
    let words = output.stdoutText.lines().first?.words() ?? []
    guard words.first == target else { return facts }
    for (word, next) in zip(words, words.dropFirst()) {
      switch word {
      case "dev": facts["interface"] = .string(next)
      case "src": facts["address"] = .string(next)
      case "via" where next != target: facts["gateway"] = .string(next)
      default: break
      }
    }
    return facts
  }

  private func local(_ family: String) -> Value {
    guard let output = source.output("ip", family, "route", "show", "table", "local") else { return [] }
    var seen: [String] = []
    for words in output.lines().map({ $0.words() }) where words.count > 1 && words[0] == "local" {
      if !seen.contains(words[1]) { seen.append(words[1]) }
    }
    return .strings(seen)
  }

  private func device(_ name: String) -> ValueMap {
    let folder = "/sys/class/net/\(name)"
    var facts: ValueMap = ["device": .string(name)]
    if let address = source.text("\(folder)/address"), address != "00:00:00:00:00:00" {
      facts["macaddress"] = .string(address)
    }
    if let mtu = source.text("\(folder)/mtu").flatMap(Int.init) { facts["mtu"] = .int(mtu) }
    if let state = source.text("\(folder)/operstate") { facts["active"] = .bool(state != "down") }
    if let module = source.resolved("\(folder)/device/driver/module") {
      facts["module"] = .string(FilePath.name(of: module))
    }
    if let kind = source.text("\(folder)/type") { facts["type"] = .string(NetworkFacts.kinds[kind] ?? "unknown") }
    if source.exists("\(folder)/bridge") {
      facts["type"] = "bridge"
      facts["interfaces"] = .strings(source.names(in: "\(folder)/brif"))
      if let id = source.text("\(folder)/bridge/bridge_id") { facts["id"] = .string(id) }
      if let state = source.text("\(folder)/bridge/stp_state") { facts["stp"] = .bool(state == "1") }
    }
    if source.exists("\(folder)/bonding") { bond("\(folder)/bonding", &facts) }
    if source.exists("\(folder)/bonding_slave") {
      facts["perm_macaddress"] = .string(source.text("\(folder)/bonding_slave/perm_hwaddr") ?? "")
    }
    if let device = source.link("\(folder)/device") { facts["pciid"] = .string(FilePath.name(of: device)) }
    if let speed = source.text("\(folder)/speed").flatMap(Int.init) { facts["speed"] = .int(speed) }
    if let flags = source.text("\(folder)/flags").flatMap({ Int($0.dropFirst(2), radix: 16) }) {
      facts["promisc"] = .bool(flags & 0x100 != 0)
    }
    return facts
  }

  private func bond(_ folder: String, _ facts: inout ValueMap) {
    facts["type"] = "bonding"
    facts["slaves"] = .strings(source.text("\(folder)/slaves")?.words() ?? [])
    for key in ["mode", "miimon", "lacp_rate"] {
      if let word = source.text("\(folder)/\(key)")?.words().first { facts[key] = .string(word) }
    }
    guard let primary = source.text("\(folder)/primary") else { return }
    facts["primary"] = .string(primary)
    if let state = source.text("\(folder)/all_slaves_active") { facts["all_slaves_active"] = .bool(state == "1") }
  }

  /// A line of `ip -o addr show`: `2: eth0    inet 192.0.2.2/24 brd 192.0.2.255 scope global eth0\  valid_lft ...`.
  private mutating func read(_ line: String) {
    let words = line.prefix { $0 != "\\" }.words()
    guard words.count > 3 else { return }
    let device = String(words[1].prefix { $0 != "@" })
    if words[2] == "inet" { read4(Array(words[3...]), device) }
    if words[2] == "inet6" { read6(Array(words[3...]), device) }
  }

  private mutating func read4(_ words: [String], _ device: String) {
    let parts = words[0].split(separator: "/").map(String.init)
    let address = parts[0]
    let isPointToPoint = words.count > 2 && words[1] == "peer"
    let length = isPointToPoint ? "32" : parts.count > 1 ? parts[1] : "32"
    let broadcast = words.count > 2 && words[1] == "brd" ? words[2] : ""
    let bits = Int(length) ?? 32
    let mask = bits == 0 ? 0 : UInt32.max << UInt32(32 - bits)
    let number = NetworkFacts.number(address)
    let facts: ValueMap = [
      "address": .string(address), "broadcast": .string(broadcast), "netmask": .string(NetworkFacts.dotted(mask)),
      "network": .string(NetworkFacts.dotted(number & mask)), "prefix": .string(length),
    ]
    let isSecondary = words.contains("secondary")
    let label = words.last ?? device
    if label != device, interfaces[label] == nil { interfaces[label] = [:] }
    let target = label == device || interfaces[label] != nil ? label : device
    var interface = interfaces[target]?.map ?? [:]
    if !isSecondary, interface["ipv4"] == nil {
      interface["ipv4"] = .map(facts)
    } else {
      interface["ipv4_secondaries"] = .list((interface["ipv4_secondaries"]?.list ?? []) + [.map(facts)])
    }
    interfaces[target] = .map(interface)
    if isSecondary, label != device, var main = interfaces[device]?.map {
      main["ipv4_secondaries"] = .list((main["ipv4_secondaries"]?.list ?? []) + [.map(facts)])
      interfaces[device] = .map(main)
    }
    if defaults4["address"] == .string(address) {
      for key in ["broadcast", "netmask", "network", "prefix"] { defaults4[key] = facts[key] }
      describe(&defaults4, by: device)
      defaults4["alias"] = .string(label)
    }
    if !address.hasPrefix("127.") { addresses4.append(.string(address)) }
  }

  private mutating func read6(_ words: [String], _ device: String) {
    let hasPeer = words.count > 2 && words[1] == "peer"
    let address = String(words[0].prefix { $0 != "/" })
    let prefix = (hasPeer ? words[2] : words[0]).split(separator: "/").dropFirst().first.map(String.init) ?? "128"
    let scope = words.firstIndex(of: "scope").flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil } ?? ""
    let facts: ValueMap = ["address": .string(address), "prefix": .string(prefix), "scope": .string(scope)]
    var interface = interfaces[device]?.map ?? [:]
    interface["ipv6"] = .list((interface["ipv6"]?.list ?? []) + [.map(facts)])
    interfaces[device] = .map(interface)
    if defaults6["address"] == .string(address) {
      defaults6["prefix"] = .string(prefix)
      defaults6["scope"] = .string(scope)
      describe(&defaults6, by: device)
    }
    if address != "::1" { addresses6.append(.string(address)) }
  }

  private func describe(_ defaults: inout ValueMap, by device: String) {
    guard let interface = interfaces[device]?.map else { return }
    defaults["macaddress"] = interface["macaddress"] ?? ""
    defaults["mtu"] = interface["mtu"]
    defaults["type"] = interface["type"] ?? "unknown"
  }

  private static func number(_ address: String) -> UInt32 {
    address.split(separator: ".").reduce(0) { $0 << 8 | (UInt32($1) ?? 0) }
  }

  private static func dotted(_ number: UInt32) -> String {
    [24, 16, 8, 0].map { String(number >> $0 & 255) }.joined(separator: ".")
  }
}
