import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Manages the firewall `ufw`.
struct UfwModule: Module {
  static let name = "ufw"
  static let summary = "Manage the firewall ufw and its rules."

  enum State: String, ParameterChoice { case disabled, enabled, reloaded, reset }
  enum Direction: String, ParameterChoice { case `in`, incoming, out, outgoing, routed }
  enum Policy: String, ParameterChoice { case allow, deny, reject }
  enum Rule: String, ParameterChoice { case allow, deny, limit, reject }
  enum Logging: String, ParameterChoice { case full, high, low, medium, off, on }
  enum Proto: String, ParameterChoice { case any, tcp, udp, ipv6, esp, ah, gre, igmp, vrrp }
  enum InsertTo: String, ParameterChoice {
    case zero, firstIPv4 = "first-ipv4", lastIPv4 = "last-ipv4", firstIPv6 = "first-ipv6", lastIPv6 = "last-ipv6"
  }

  private let state: State?
  private let policy: Policy?
  private let logging: Logging?
  private let direction: Direction?
  private let deletes: Bool
  private let isRoute: Bool
  private let insert: Int?
  private let insertTo: InsertTo
  private let rule: Rule?
  private let interface: String?
  private let interfaceIn: String?
  private let interfaceOut: String?
  private let logs: Bool
  private let fromIP: String
  private let fromPort: String?
  private let toIP: String
  private let toPort: String?
  private let proto: Proto?
  private let application: String?
  private let comment: String?

  init(_ parameters: inout Parameters) {
    state = parameters.optional("state", "Whether the firewall is on; or load or forget its rules.")
    policy = parameters.optional("default", aliases: ["policy"], "What happens to packets without a rule.")
    logging = parameters.optional("logging", "How much is logged.")
    direction = parameters.optional("direction", "Which packets a rule or policy is for.")
    deletes = parameters.optional("delete", default: false, "Delete the rule.")
    isRoute = parameters.optional("route", default: false, "The rule is for packets that are passed on.")
    insert = parameters.optional("insert", "Where the rule stands among the others.")
    insertTo = parameters.optional("insert_relative_to", default: .zero, "From where `insert` counts.")
    rule = parameters.optional("rule", "What happens to packets.")
    interface = parameters.optional("interface", aliases: ["if"], "The interface, with `direction`.")
    interfaceIn = parameters.optional("interface_in", aliases: ["if_in"], "The interface that packets come in by.")
    interfaceOut = parameters.optional("interface_out", aliases: ["if_out"], "The interface that packets go out by.")
    logs = parameters.optional("log", default: false, "Log connections of the rule.")
    fromIP = parameters.optional("from_ip", aliases: ["from", "src"], default: "any", "The source.")
    fromPort = parameters.optional("from_port", "The source's port.")
    toIP = parameters.optional("to_ip", aliases: ["dest", "to"], default: "any", "The destination.")
    toPort = parameters.optional("to_port", aliases: ["port"], "The destination's port.")
    proto = parameters.optional("proto", aliases: ["protocol"], "The protocol.")
    application = parameters.optional("name", aliases: ["app"], "An application's profile.")
    comment = parameters.optional("comment", "A remark on the rule.")
    parameters.mutuallyExclusive("name", "proto", "logging")
    parameters.requiredOneOf("default", "rule", "state", "logging")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    guard machine.processes.locate("ufw") != nil else {
      throw ModuleFailure("`ufw` is not on the machine: install the package `ufw` first")
    }
    if interface != nil, direction == nil {
      throw ModuleFailure("Direction must be specified when creating a rule on an interface.", parameter: "direction")
    }
    var firewall = try Firewall(machine)
    if let state { try firewall.set(state) }
    if let logging { try firewall.change(["logging", logging.rawValue], isKnown: firewall.isLogging(logging)) }
    if let policy { try firewall.setPolicy(policy, direction: direction ?? .incoming) }
    if rule != nil { try firewall.change(try ruleWords(firewall), isKnown: nil) }
    var result = ModuleResult()
    result.changed = firewall.hasChanged
    result.message = try firewall.status()
    result.values["commands"] = .strings(firewall.commands)
    return result
  }

  private func ruleWords(_ firewall: Firewall) throws -> [String] {
    guard let rule else { return [] }
    var words: [String] = isRoute ? ["route"] : []
    if deletes { words.append("delete") }
    if let insert, let place = try firewall.place(of: insert, insertTo, toIP: toIP, fromIP: fromIP) {
      words += ["insert", String(place)]
    }
    words.append(rule.rawValue)
    if let direction {
      words.append(direction == .incoming ? "in" : direction == .outgoing ? "out" : direction.rawValue)
    }
    if let interface { words += ["on", interface] }
    if let interfaceIn { words += ["in", "on", interfaceIn] }
    if let interfaceOut { words += ["out", "on", interfaceOut] }
    if logs { words.append("log") }
    words += ["from", fromIP]
    if let fromPort { words += ["port", fromPort] }
    words += ["to", toIP]
    if let toPort { words += ["port", toPort] }
    if let proto { words += ["proto", proto.rawValue] }
    if let application { words += ["app", application] }
    if let comment, !deletes { words += ["comment", comment] }
    return words
  }
}
