import FleetCore

/// `ipaddr` and its queries, by the rules of ansible.utils.
struct IPAddressQuery {
  private let network: IPNetwork
  /// Written with a prefix.
  private let isNetwork: Bool
  /// As it is printed when a query only asks whether.
  private let shown: String

  /// False for what is no address, of the wanted version.
  static func run(_ value: JinjaValue, _ query: String, version: Int? = nil) throws -> JinjaValue {
    if value.isListLike {
      return .list(try value.elements().map { try run($0, query, version: version) }.filter { try $0.isTruthy })
    }
    if case .bool = value { return .bool(false) }
    guard try value.isTruthy, let subject = IPAddressQuery(try value.text(), version: version) else {
      return .bool(false)
    }
    if let version, subject.network.version != version { return .bool(false) }
    return try subject.answer(query)
  }

  private init?(_ text: String, version: Int?) {
    func number(_ text: String) -> UInt128? {
      text.utf8.allSatisfy { (48...57).contains($0) } ? UInt128(text) : nil
    }
    if let value = number(text) {
      guard
        let found = version == 6
          ? IPNetwork(version: 6, value: value)
          : IPNetwork(version: 4, value: value) ?? (version == nil ? IPNetwork(version: 6, value: value) : nil)
      else { return nil }
      network = found
      isNetwork = false
      shown = found.description
      return
    }
    if let found = IPNetwork(text) {
      network = found
      isNetwork = text.contains("/")
      shown = text
      return
    }
    let parts = PythonText.split(text, by: "/")
    guard parts.count == 2, let value = number(parts[0]), let prefix = Int(parts[1]),
      let found = IPNetwork(version: 4, value: value, prefix: prefix)
        ?? IPNetwork(version: 6, value: value, prefix: prefix)
    else { return nil }
    network = found
    isNetwork = true
    shown = found.description
  }

  private var itself: JinjaValue { .string(shown) }
  private func address(_ value: UInt128) -> JinjaValue { .string(network.text(of: value)) }
  private var withPrefix: JinjaValue { .string(network.description) }
  private var isOnNetworkAddress: Bool { network.value == network.network }

  private func when(_ condition: Bool) -> JinjaValue { condition ? itself : .null }

  private func answer(_ query: String) throws -> JinjaValue {
    if let index = Int(query) { return position(index) }
    if let plain = try simple(query) { return plain }
    switch query {
    case "broadcast": return network.hasBroadcast ? address(network.last) : .null
    case "first_usable": return try usable("first_usable").map { address($0.lowerBound) } ?? .null
    case "last_usable": return try usable("last_usable").map { address($0.upperBound) } ?? .null
    case "next_usable", "previous_usable":
      guard let range = try usable(query) else { return .null }
      let next = query == "next_usable" ? network.value &+ 1 : network.value &- 1
      return range.contains(next) ? address(next) : .null
    case "range_usable":
      guard let range = try usable(query) else { return .null }
      return .string("\(network.text(of: range.lowerBound))-\(network.text(of: range.upperBound))")
    case "peer": return try peer()
    case "6to4": return sixToFour()
    case "wrap":
      guard network.version == 6 else { return isNetwork ? withPrefix : itself }
      return .string(isNetwork ? "[\(network.ip)]/\(network.prefix)" : "[\(network.ip)]")
    default:
      guard let other = IPNetwork(query) else { throw TemplateFault("ipaddr: unknown filter type: \(query)") }
      return other.contains(network) ? itself : .null
    }
  }

  private func position(_ index: Int) -> JinjaValue {
    if network.isSingle { return isNetwork ? withPrefix : .string(network.ip) }
    let size = network.sizeLessOne
    let offset = UInt128(index.magnitude)
    guard index < 0 ? offset <= size &+ 1 : offset <= size else { return .bool(false) }
    let value = index < 0 ? network.last - (offset - 1) : network.network + offset
    return .string("\(network.text(of: value))/\(network.prefix)")
  }

  private func simple(_ query: String) throws -> JinjaValue? {
    let isHost = network.isSingle
    switch query {
    case "": return isNetwork ? withPrefix : .string(network.ip)
    case "bool": return .bool(true)
    case "address", "ip":
      let isOne = isHost || network.version == 6 || !isOnNetworkAddress || !network.hasBroadcast
      return isOne ? .string(network.ip) : .null
    case "address/prefix", "gateway", "gw", "host/prefix", "hostnet", "router":
      let isEdge = network.hasBroadcast && (isOnNetworkAddress || network.value == network.last)
      return isEdge ? .bool(false) : withPrefix
    case "host": return isHost || !isOnNetworkAddress ? withPrefix : .null
    case "ip/prefix": return network.prefix == network.bits - 1 || (!isHost && !isOnNetworkAddress) ? withPrefix : .null
    case "ip_netmask", "ip_wildcard":
      guard network.prefix == network.bits - 1 || (!isHost && !isOnNetworkAddress) else { return .null }
      let mask = query == "ip_netmask" ? network.mask : network.hostmask
      return .string("\(network.ip) \(network.text(of: mask))")
    case "cidr": return withPrefix
    case "hostmask", "wildcard": return address(network.hostmask)
    case "int":
      return isNetwork ? .string("\(network.value)/\(network.prefix)") : PythonNumber.integer("\(network.value)")
    case "ipv4", "v4": return network.version == 4 ? itself : embedded()
    case "ipv6", "v6":
      guard network.version == 4 else { return itself }
      return .string("::ffff:\(network.ip)/\(network.prefix + 96)")
    case "link-local": return when(network.isLinkLocal)
    case "lo", "loopback": return when(network.isLoopback)
    case "multicast": return when(network.isMulticast)
    case "unicast": return when(!network.isMulticast)
    case "private": return when(!network.isGlobal)
    case "public":
      return when(!network.isMulticast && network.isGlobal && !network.isMask)
    case "net": return !isHost && isOnNetworkAddress ? .string(network.subnet) : .null
    case "netmask": return address(network.mask)
    case "network", "network_id": return address(network.network)
    case "network/prefix", "subnet": return .string(network.subnet)
    case "network_netmask": return .string("\(network.text(of: network.network)) \(network.text(of: network.mask))")
    case "network_wildcard":
      return .string("\(network.text(of: network.network)) \(network.text(of: network.hostmask))")
    case "prefix": return .int(network.prefix)
    case "revdns": return .string(network.reverseName)
    case "size": return PythonNumber.integer(network.sizeText)
    case "size_usable":
      if isHost { return .int(0) }
      return network.hasBroadcast ? PythonNumber.integer("\(network.sizeLessOne - 1)") : .int(2)
    case "type": return .string(isHost || !isOnNetworkAddress ? "address" : "network")
    case "version": return .int(network.version)
    default: return nil
    }
  }

  private func embedded() -> JinjaValue {
    let high = network.value >> 32
    guard high == 0 || high == 0xFFFF, network.prefix >= 96 else { return .bool(false) }
    let text = IPNetwork.text(network.value & 0xFFFF_FFFF, version: 4)
    return .string("\(text)/\(network.prefix - 96)")
  }

  private func usable(_ query: String) throws -> ClosedRange<UInt128>? {
    guard isNetwork else { throw TemplateFault("Not a network address") }
    return network.usable
  }

  private func peer() throws -> JinjaValue {
    guard isNetwork else { throw TemplateFault("Not a network address") }
    switch network.bits - network.prefix {
    case 1: return address(network.value ^ 1)
    case 2:
      guard network.value % 4 != 0 else { throw TemplateFault("Network address of /30 has no peer") }
      guard network.value % 4 != 3 else { throw TemplateFault("Broadcast address of /30 has no peer") }
      return address(network.value ^ 3)
    default: throw TemplateFault("Not a point-to-point network")
    }
  }

  private func sixToFour() -> JinjaValue {
    if network.version == 6 { return IPNetwork("2002::/16")?.contains(network) == true ? itself : .bool(false) }
    guard network.isSingle || !isOnNetworkAddress else { return .bool(false) }
    let high = PythonText.hex(UInt32(truncatingIfNeeded: network.value >> 16), 4)
    let low = PythonText.hex(UInt32(truncatingIfNeeded: network.value) & 0xFFFF, 4)
    return .string("2002:\(high):\(low)::1/48")
  }
}
