import FleetCore

/// Addresses and networks (ansible.utils).
enum NetworkFilters {
  static let table: [String: FunctionRegistry.Filter] = [
    "cidr_merge": merge,
    "hwaddr": { value, arguments, _ in try hardware(value, arguments, "hwaddr") },
    "ip4_hex": { value, arguments, _ in
      let separator = try arguments.bound(to: ["delimiter"], of: "ip4_hex").string("delimiter") ?? ""
      guard let address = IPNetwork(try value.text()), address.version == 4, try !value.text().utf8.contains(47) else {
        throw TemplateFault("\(try value.text()) is not an IPv4 address", kind: .value)
      }
      let bytes = (0..<4).map {
        PythonText.hex(UInt32(truncatingIfNeeded: address.value >> (24 - 8 * $0)) & 255, 2)
      }
      return .string(bytes.joined(separator: separator))
    },
    "ipaddr": { value, arguments, _ in try query(value, arguments, "ipaddr") },
    "ipmath": { value, arguments, _ in
      let amount = try arguments.bound(to: ["amount"], required: 1, of: "ipmath")["amount"] ?? .null
      guard let number = PythonNumber.integer(of: amount)?.wholeNumber else {
        throw TemplateFault("You must pass an integer for arithmetic; \(try amount.text()) is not a valid integer")
      }
      let network = try parsed(value)
      let (sum, _) =
        number < 0
        ? network.value.subtractingReportingOverflow(UInt128(number.magnitude))
        : network.value.addingReportingOverflow(UInt128(number.magnitude))
      guard let moved = IPNetwork(version: network.version, value: sum) else {
        throw TemplateFault("the result is outside the address space", kind: .value)
      }
      return .string(moved.ip)
    },
    "ipsubnet": subnet,
    "ipv4": { value, arguments, _ in try query(value, arguments, "ipv4", version: 4) },
    "ipv6": { value, arguments, _ in try query(value, arguments, "ipv6", version: 6) },
    "ipwrap": { value, arguments, _ in
      let wanted = try arguments.bound(to: ["query"], of: "ipwrap").text("query") ?? ""
      func wrap(_ value: JinjaValue) throws -> JinjaValue {
        guard try IPAddressQuery.run(value, wanted).isTruthy else { return value }
        return try IPAddressQuery.run(value, "wrap")
      }
      return value.isListLike ? .list(try value.elements().map(wrap)) : try wrap(value)
    },
    "macaddr": { value, arguments, _ in try hardware(value, arguments, "macaddr") },
    "network_in_network": { value, arguments, _ in
      let test = try arguments.bound(to: ["test"], required: 1, of: "network_in_network")["test"] ?? .null
      guard let outer = IPNetwork(try value.text()) else { return .bool(false) }
      return .bool(outer.contains(try parsed(test)))
    },
    "network_in_usable": { value, arguments, _ in
      let test = try arguments.bound(to: ["test"], required: 1, of: "network_in_usable")["test"] ?? .null
      guard let outer = IPNetwork(try value.text()) else { return .bool(false) }
      let inner = try parsed(test)
      guard outer.version == inner.version, let usable = outer.usable else { return .bool(false) }
      let first = inner.isSingle ? inner.value : inner.network
      return .bool(usable.contains(first) && usable.contains(inner.isSingle ? inner.value : inner.last))
    },
    "next_nth_usable": { value, arguments, _ in try neighbour(value, arguments, "next_nth_usable", up: true) },
    "nthhost": { value, arguments, _ in
      let index = try arguments.bound(to: ["query"], of: "nthhost").value("query") ?? .string("")
      guard let number = PythonNumber.integer(of: index)?.wholeNumber, let network = IPNetwork(try value.text()) else {
        return .bool(false)
      }
      guard number < 0 ? UInt128(number.magnitude) <= network.sizeLessOne &+ 1 : UInt128(number) <= network.sizeLessOne
      else {
        return .bool(false)
      }
      let place = number < 0 ? network.last - UInt128(number.magnitude - 1) : network.network + UInt128(number)
      return .string(network.text(of: place))
    },
    "previous_nth_usable": { value, arguments, _ in
      try neighbour(value, arguments, "previous_nth_usable", up: false)
    },
    "reduce_on_network": { value, arguments, _ in
      let outer = try parsed(
        try arguments.bound(to: ["network"], required: 1, of: "reduce_on_network")["network"] ?? .null)
      return .list(try value.elements().filter { outer.contains(try parsed($0)) })
    },
    "slaac": { value, arguments, _ in
      let mac = try arguments.bound(to: ["query"], required: 1, of: "slaac").text("query") ?? ""
      let base = try parsed(value)
      guard base.version == 6, let bytes = HardwareAddress.bytes(mac) else { return .bool(false) }
      let parts: [UInt8] = [bytes[0] ^ 2, bytes[1], bytes[2], 0xFF, 0xFE, bytes[3], bytes[4], bytes[5]]
      let interface = parts.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
      return .string(base.text(of: base.network | interface))
    },
  ]

  private static func query(
    _ value: JinjaValue, _ arguments: CallArguments, _ name: String, version: Int? = nil
  ) throws -> JinjaValue {
    let given = try arguments.bound(to: ["query", "version", "alias"], of: name)
    let wanted = try given.int("version") ?? version
    return try IPAddressQuery.run(value, try given.text("query") ?? "", version: wanted)
  }

  private static func parsed(_ value: JinjaValue) throws -> IPNetwork {
    guard let network = IPNetwork(try value.text()) else {
      throw TemplateFault("You must pass a valid IP address; \(try value.text()) is invalid", kind: .value)
    }
    return network
  }

  private static func neighbour(
    _ value: JinjaValue, _ arguments: CallArguments, _ name: String, up: Bool
  ) throws -> JinjaValue {
    let offset = try arguments.bound(to: ["offset"], required: 1, of: name).int("offset") ?? 1
    guard let network = IPNetwork(try value.text()) else { return .bool(false) }
    guard offset > 0, let usable = network.usable else { return .null }
    let distance = UInt128(offset)
    let place = up ? network.value &+ distance : network.value &- distance
    return usable.contains(place) ? .string(network.text(of: place)) : .null
  }

  private static func subnet(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let given = try arguments.bound(to: ["query", "index"], of: "ipsubnet")
    guard let whole = IPNetwork(try value.text()) else { return .bool(false) }
    let isAddress = whole.isSingle || whole.value != whole.network
    let base =
      isAddress && whole.isSingle
      ? whole : IPNetwork(version: whole.version, value: whole.network, prefix: whole.prefix) ?? whole
    let query = try given.text("query") ?? ""
    if query.isEmpty { return .string(base.description) }
    guard let length = Int(query) else {
      guard let outer = IPNetwork(query), outer.contains(base) else {
        throw TemplateFault("\(base.description) is not in the subnet \(query)")
      }
      let step = (base.network - outer.network) >> UInt128(base.bits - base.prefix)
      return .string("\(step + 1)")
    }
    guard (0...base.bits).contains(length) else { return .bool(false) }
    let index = given.value("index").flatMap { PythonNumber.integer(of: $0)?.wholeNumber }
    if base.isSingle || length < base.prefix {
      // The networks above, the largest first.
      guard base.isSingle || index != nil else { throw TemplateFault("Requested subnet size of \(length) is invalid") }
      let above = length..<base.prefix
      let prefix = index.map { $0 < 0 ? base.prefix + $0 : length + $0 } ?? length
      guard above.contains(prefix), let found = IPNetwork(version: base.version, value: base.value, prefix: prefix)
      else { return .bool(false) }
      return .string(found.subnet)
    }
    let count = UInt128(1) << UInt128(min(127, length - base.prefix))
    guard let index else { return .string("\(count)") }
    let magnitude = UInt128(index.magnitude)
    guard index < 0 ? magnitude <= count : magnitude < count else { return .bool(false) }
    let number = index < 0 ? count - magnitude : magnitude
    let start = base.network + number << UInt128(base.bits - length)
    return .string("\(base.text(of: start))/\(length)")
  }

  private static func merge(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let action = try arguments.bound(to: ["action"], of: "cidr_merge").text("action") ?? "merge"
    let networks = try value.elements().map { try parsed($0) }
    switch action {
    case "merge": return .strings(merged(networks).map(\.subnet))
    case "span":
      guard let low = networks.map(\.network).min(), let high = networks.map(\.last).max(), let first = networks.first,
        let found = (0...first.bits).reversed().compactMap({ prefix in
          IPNetwork(version: first.version, value: low, prefix: prefix)
        }).first(where: { $0.network <= low && $0.last >= high })
      else { return .null }
      return .string(found.subnet)
    default: throw TemplateFault("cidr_merge: invalid action '\(action)'")
    }
  }

  private static func merged(_ networks: [IPNetwork]) -> [IPNetwork] {
    var kept: [IPNetwork] = []
    let sorted = networks.sorted { ($0.version, $0.network, $0.prefix) < ($1.version, $1.network, $1.prefix) }
    for network in sorted where !kept.contains(where: { $0.contains(network) }) {
      var next = IPNetwork(version: network.version, value: network.network, prefix: network.prefix) ?? network
      while let last = kept.last, last.version == next.version, last.prefix == next.prefix, next.prefix > 0,
        let parent = IPNetwork(version: next.version, value: last.network, prefix: next.prefix - 1),
        parent.network == last.network, parent.last == next.last
      {
        kept.removeLast()
        next = parent
      }
      kept.append(next)
    }
    return kept
  }

  private static func hardware(_ value: JinjaValue, _ arguments: CallArguments, _ name: String) throws -> JinjaValue {
    let query = try arguments.bound(to: ["query", "alias"], of: name).text("query") ?? ""
    guard let bytes = HardwareAddress.bytes(try value.text()) else {
      if query.isEmpty { return .null }
      if query == "bool" { return .bool(false) }
      throw TemplateFault("\(name): not a hardware address: \(try value.text())")
    }
    guard let text = HardwareAddress.text(bytes, query) else {
      switch query {
      case "": return .string(try value.text())
      case "bool": return .bool(true)
      case "int": return .int(bytes.reduce(0) { $0 << 8 | Int($1) })
      default: throw TemplateFault("\(name): unknown filter type: \(query)")
      }
    }
    return .string(text)
  }
}
