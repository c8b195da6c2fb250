import FleetModuleKit

/// The words of one rule, in the order in which Ansible's `iptables` writes them.
struct IptablesRule {
  enum Syn: String, ParameterChoice { case ignore, match, negate }

  /// An option with one value, perhaps negated by a `!` before it.
  private struct Plain {
    let name: String
    let flag: String
    let value: String?
  }

  private struct Flags {
    let mask: [String]
    let set: [String]
  }

  var jump: String?
  private let plain: [String: Plain]
  private let matches: [String]
  private let tcpFlags: Flags?
  private let destinationPorts: [String]
  private let states: [String]
  private let syn: Syn

  private static let options: [(name: String, flag: String, summary: String)] = [
    ("protocol", "-p", "The protocol."), ("source", "-s", "The source address."),
    ("destination", "-d", "The destination address."), ("gateway", "--gateway", "Where `TEE` copies packets."),
    ("log_prefix", "--log-prefix", "What log lines begin with."), ("log_level", "--log-level", "The log's level."),
    ("to_destination", "--to-destination", "The new destination, with `DNAT`."),
    ("to_source", "--to-source", "The new source, with `SNAT`."), ("goto", "-g", "Go on in another chain."),
    ("in_interface", "-i", "The interface that packets come in by."),
    ("out_interface", "-o", "The interface that packets go out by."), ("fragment", "-f", "Only later fragments."),
    ("set_counters", "-c", "Initial counters."), ("source_port", "--source-port", "The source port."),
    ("destination_port", "--destination-port", "The destination port."),
    ("to_ports", "--to-ports", "The new destination ports, with `REDIRECT`."),
    ("set_dscp_mark", "--set-dscp", "A DSCP mark."), ("set_dscp_mark_class", "--set-dscp-class", "A DSCP class."),
    ("src_range", "--src-range", "A range of sources."), ("dst_range", "--dst-range", "A range of destinations."),
    ("match_set", "--match-set", "An ipset."), ("match_set_flags", "", "Which addresses the ipset is for."),
    ("limit", "--limit", "How often at most, on average."), ("limit_burst", "--limit-burst", "How often at once."),
    ("uid_owner", "--uid-owner", "The user who sends."), ("gid_owner", "--gid-owner", "The group that sends."),
    ("reject_with", "--reject-with", "How to reject."), ("icmp_type", "--icmp-type", "The ICMP type."),
    ("comment", "--comment", "A remark."),
  ]

  init(_ parameters: inout Parameters) {
    var plain: [String: Plain] = [:]
    for option in IptablesRule.options {
      let value: String? = parameters.optional(option.name, option.summary)
      plain[option.name] = Plain(name: option.name, flag: option.flag, value: value)
    }
    self.plain = plain
    jump = parameters.optional("jump", "What happens to packets.")
    matches = parameters.optional("match", default: [], "Extensions to load.")
    tcpFlags = parameters.group("tcp_flags", "Flags of TCP.") { inner in
      let mask: [String] = inner.optional("flags", default: [], "Which flags to look at.")
      let set: [String] = inner.optional("flags_set", default: [], "Which of them are set.")
      return Flags(mask: mask, set: set)
    }
    destinationPorts = parameters.optional("destination_ports", default: [], "Several destination ports.")
    states = parameters.optional("ctstate", default: [], "States of the connection.")
    syn = parameters.optional("syn", default: .ignore, "Whether a connection is being opened.")
  }

  private func value(_ name: String) -> String? { plain[name]?.value }

  var isLogging: Bool { value("log_prefix") != nil || value("log_level") != nil }

  private func option(_ name: String, flag: String? = nil) -> [String] {
    guard let entry = plain[name], let value = entry.value else { return [] }
    let flag = flag ?? entry.flag
    return value.hasPrefix("!") ? ["!", flag, String(value.dropFirst())] : [flag, value]
  }

  func words(version: IptablesModule.Version) -> [String] {
    var words = option("protocol") + option("source") + option("destination")
    for match in matches { words += match.hasPrefix("!") ? ["!", "-m", String(match.dropFirst())] : ["-m", match] }
    if let tcpFlags, !tcpFlags.mask.isEmpty {
      words += ["--tcp-flags", tcpFlags.mask.joined(separator: ","), tcpFlags.set.joined(separator: ",")]
    }
    if let jump { words += ["-j", jump] }
    if jump?.lowercased() == "tee" { words += option("gateway") }
    for name in ["log_prefix", "log_level", "to_destination"] { words += option(name) }
    if !destinationPorts.isEmpty { words += ["-m", "multiport", "--dports", destinationPorts.joined(separator: ",")] }
    for name in [
      "to_source", "goto", "in_interface", "out_interface", "fragment", "set_counters", "source_port",
      "destination_port", "to_ports", "set_dscp_mark", "set_dscp_mark_class",
    ] { words += option(name) }
    if syn != .ignore { words += (syn == .negate ? ["!"] : []) + ["--syn"] }
    words += stateWords + extensionWords
    if jump == nil, value("reject_with") != nil { words += ["-j", "REJECT"] }
    words += option("reject_with")
    words += option("icmp_type", flag: version == .ipv6 ? "--icmpv6-type" : "--icmp-type")
    if value("comment") != nil { words += ["-m", "comment"] + option("comment") }
    return words
  }

  private var stateWords: [String] {
    guard !states.isEmpty else { return [] }
    let list = states.joined(separator: ",")
    if matches.contains("conntrack") { return ["--ctstate", list] }
    if matches.contains("state") { return ["--state", list] }
    return ["-m", "conntrack", "--ctstate", list]
  }

  private var extensionWords: [String] {
    var words: [String] = []
    func load(_ match: String, for names: String...) {
      guard names.contains(where: { value($0) != nil }) else { return }
      if !matches.contains(match) { words += ["-m", match] }
      for name in names { words += option(name) }
    }
    load("iprange", for: "src_range", "dst_range")
    load("set", for: "match_set")
    if value("match_set") != nil, let flags = value("match_set_flags") { words.append(flags) }
    load("limit", for: "limit", "limit_burst")
    load("owner", for: "uid_owner", "gid_owner")
    return words
  }
}
