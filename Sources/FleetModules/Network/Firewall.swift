import FleetCore
import FleetModuleKit
import FleetSystem

/// `ufw` and what it knows. Changes are told from its words and, for rules, from a comparison of its rule files.
struct Firewall {
  private static let ruleFiles = [
    "/lib/ufw/user.rules", "/lib/ufw/user6.rules", "/etc/ufw/user.rules", "/etc/ufw/user6.rules",
    "/var/lib/ufw/user.rules", "/var/lib/ufw/user6.rules",
  ]

  private let machine: Machine
  private(set) var commands: [String] = []
  private(set) var hasChanged = false
  private var before: String

  init(_ machine: Machine) throws {
    self.machine = machine
    before = ""
    before = try status()
  }

  private func command(_ words: [String]) -> Command {
    Command(["ufw"] + words, environment: ["LC_ALL": "C", "LANG": "C"])
  }

  func status() throws -> String {
    let output = try machine.processes.query(command(["status", "verbose"]))
    guard output.isSuccess else { throw ModuleFailure(output.complaint) }
    return output.stdoutText
  }

  private func line(_ name: String) -> String? {
    before.lines().first { $0.hasPrefix(name + ":") }.map { $0.dropFirst(name.count + 1).trimmingSpace() }
  }

  private var isActive: Bool { line("Status") == "active" }

  /// The rules of its files, in order; remarks and timestamps left out.
  private func rules() -> [String] {
    Firewall.ruleFiles.flatMap { path -> [String] in
      ((try? machine.files.readText(path)) ?? "").lines().filter { $0.hasPrefix("### tuple") }
    }
  }

  mutating func set(_ state: UfwModule.State) throws {
    switch state {
    case .enabled: try change(["-f", "enable"], isKnown: isActive)
    case .disabled: try change(["-f", "disable"], isKnown: !isActive)
    case .reloaded: try change(["-f", "reload"], isKnown: !isActive)
    case .reset: try change(["-f", "reset"], isKnown: false)
    }
    if !machine.context.isCheck { before = try status() }
  }

  /// nil when an inactive firewall does not tell.
  func isLogging(_ wanted: UfwModule.Logging) -> Bool? {
    guard let now = line("Logging") else { return nil }
    switch wanted {
    case .off: return now == "off"
    case .on: return now.hasPrefix("on")
    default: return now == "on (\(wanted.rawValue))"
    }
  }

  mutating func setPolicy(_ policy: UfwModule.Policy, direction: UfwModule.Direction) throws {
    let name = direction == .in ? "incoming" : direction == .out ? "outgoing" : direction.rawValue
    let keys = [
      "incoming": "DEFAULT_INPUT_POLICY", "outgoing": "DEFAULT_OUTPUT_POLICY", "routed": "DEFAULT_FORWARD_POLICY",
    ]
    let values: [UfwModule.Policy: String] = [.allow: "ACCEPT", .deny: "DROP", .reject: "REJECT"]
    let settings = ((try? machine.files.readText("/etc/default/ufw")) ?? "").lines()
    let now = settings.last { $0.hasPrefix((keys[name] ?? "") + "=") }?.fields(separatedBy: "=").last?.trimming("\"")
    try change(["default", policy.rawValue, name], isKnown: now.map { $0 == values[policy] })
  }

  /// Runs a command unless it is known to change nothing; in check mode rules are tried with `--dry-run`.
  mutating func change(_ words: [String], isKnown: Bool?) throws {
    let isRule = !["default", "logging", "-f"].contains(words.first ?? "")
    let shown = (machine.context.isCheck ? ["--dry-run"] : []) + words
    commands.append("ufw " + shown.joined(separator: " "))
    if isKnown == true { return }
    if machine.context.isCheck {
      if isRule {
        let output = try machine.processes.query(command(shown))
        guard output.isSuccess else { throw ModuleFailure(output.complaint) }
        let text = output.stdoutText
        let isIdle = text.hasSubstring("Skipping") || text.hasSubstring("Could not delete non-existent rule")
        hasChanged = hasChanged || !isIdle || text.hasSubstring("added") || text.hasSubstring("updated")
      } else {
        hasChanged = true
      }
      return
    }
    let old = isRule ? rules() : []
    let output = try machine.processes.run(command(words))
    guard output.isSuccess else { throw ModuleFailure(output.complaint) }
    hasChanged = hasChanged || (isRule ? rules() != old : true)
  }

  /// A rule's place counted from the edges of the IPv4 and IPv6 rules; nil when it goes to the end.
  func place(of insert: Int, _ origin: UfwModule.InsertTo, toIP: String, fromIP: String) throws -> Int? {
    guard origin != .zero else { return insert }
    let output = try machine.processes.query(command(["status", "numbered"]))
    let lines = output.stdoutText.lines().filter { $0.hasPrefix("[") }
    let last = lines.count
    let six = lines.firstIndex { $0.hasSubstring("(v6)") }
    let four = six ?? last
    let place: Int
    switch origin {
    case .zero: return insert
    case .firstIPv4: place = insert + 1
    case .lastIPv4: place = insert + max(1, four)
    case .firstIPv6: place = insert + four + 1
    case .lastIPv6: place = insert + max(1, last)
    }
    return place > last ? nil : max(1, place)
  }
}
