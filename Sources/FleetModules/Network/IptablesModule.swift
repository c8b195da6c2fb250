import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Manages rules of the kernel's packet filter.
struct IptablesModule: Module {
  static let name = "iptables"
  static let summary = "Manage rules, chains and policies of iptables."

  enum Table: String, ParameterChoice { case filter, nat, mangle, raw, security }
  enum State: String, ParameterChoice { case absent, present }
  enum Action: String, ParameterChoice { case append, insert }
  enum Version: String, ParameterChoice { case ipv4, ipv6, both }
  enum Policy: String, ParameterChoice { case ACCEPT, DROP, QUEUE, RETURN }

  private let table: Table
  private let state: State
  private let action: Action
  private let version: Version
  private let chain: String?
  private let ruleNumber: String?
  private let wait: String?
  private let rule: IptablesRule
  private let flushes: Bool
  private let policy: Policy?
  private let managesChain: Bool
  private let isNumeric: Bool

  init(_ parameters: inout Parameters) {
    table = parameters.optional("table", default: .filter, "The table.")
    state = parameters.optional("state", default: .present, "Whether the rule is there.")
    action = parameters.optional("action", default: .append, "Where a new rule goes.")
    version = parameters.optional("ip_version", default: .ipv4, "For which protocol.")
    chain = parameters.optional("chain", "The chain.")
    ruleNumber = parameters.optional("rule_num", "The place of an inserted rule.")
    wait = parameters.optional("wait", "Seconds to wait for the table's lock.")
    rule = IptablesRule(&parameters)
    flushes = parameters.optional("flush", default: false, "Remove all rules of the chain, or the table.")
    policy = parameters.optional("policy", "What happens to packets that no rule of the chain takes.")
    managesChain = parameters.optional("chain_management", default: false, "Create and delete the chain itself.")
    isNumeric = parameters.optional("numeric", default: false, "Look nothing up in the name service.")
    parameters.mutuallyExclusive("set_dscp_mark", "set_dscp_mark_class")
    parameters.mutuallyExclusive("flush", "policy")
    parameters.required("jump", with: "set_dscp_mark")
    parameters.required("jump", with: "set_dscp_mark_class")
    parameters.required("gateway", if: "jump", is: "TEE")
    parameters.required("chain", if: "flush", is: false)
  }

  func run(on machine: Machine) throws -> ModuleResult {
    var rule = rule
    if rule.isLogging {
      guard rule.jump == nil || rule.jump == "LOG" else {
        throw ModuleFailure("Logging options can only be used with the LOG jump target.", parameter: "jump")
      }
      rule.jump = "LOG"
    }
    let programs = version == .both ? ["iptables", "ip6tables"] : [version == .ipv4 ? "iptables" : "ip6tables"]
    var result = ModuleResult()
    for program in programs {
      guard machine.processes.locate(program) != nil else {
        throw ModuleFailure("`\(program)` is not on the machine: install the package `iptables` first")
      }
      let words = rule.words(version: program == "iptables" ? .ipv4 : .ipv6)
      if try converge(program, words, machine) { result.changed = true }
    }
    result.values = [
      "ip_version": .string(version.rawValue), "table": .string(table.rawValue), "chain": Value(text: chain),
      "flush": .bool(flushes),
      "rule": .string(rule.words(version: version == .ipv6 ? .ipv6 : .ipv4).joined(separator: " ")),
      "state": .string(state.rawValue), "chain_management": .bool(managesChain), "wait": Value(text: wait),
    ]
    return result
  }

  private func command(_ program: String, _ option: String, _ rule: [String] = []) -> Command {
    var words = [program, "-t", table.rawValue, option] + (chain.map { [$0] } ?? [])
    if option == "-I", let ruleNumber { words.append(ruleNumber) }
    if let wait { words += ["-w", wait] }
    if option == "-L", isNumeric { words.append("--numeric") }
    return Command(words + rule, environment: ["LC_ALL": "C"])
  }

  private func run(_ command: Command, _ machine: Machine) throws {
    let output = try machine.processes.run(command)
    guard output.isSuccess else {
      throw ModuleFailure(
        output.complaint, ["cmd": .string(command.arguments.joined(separator: " ")), "rc": .int(output.status)])
    }
  }

  private func converge(_ program: String, _ rule: [String], _ machine: Machine) throws -> Bool {
    let isCheck = machine.context.isCheck
    if flushes {
      if !isCheck { try run(command(program, "-F"), machine) }
      return true
    }
    if let policy {
      let output = try machine.processes.query(command(program, "-L"))
      guard let start = output.stdoutText.firstSubstring("(policy ")?.upperBound else {
        throw ModuleFailure("Can't detect current policy", parameter: "chain")
      }
      let now = output.stdoutText[start...].prefix { $0.isLetter }
      if now == policy.rawValue { return false }
      if !isCheck { try run(command(program, "-P", [policy.rawValue]), machine) }
      return true
    }
    if rule.isEmpty {
      let exists = try machine.processes.query(command(program, "-L")).isSuccess
      guard exists != (state == .present) else { return false }
      if managesChain, !isCheck { try run(command(program, state == .present ? "-N" : "-X"), machine) }
      return true
    }
    let exists = try machine.processes.query(command(program, "-C", rule)).isSuccess
    guard exists != (state == .present) else { return false }
    if !isCheck {
      let option = state == .absent ? "-D" : action == .insert ? "-I" : "-A"
      try run(command(program, option, rule), machine)
    }
    return true
  }
}
