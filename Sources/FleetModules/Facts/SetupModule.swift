import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Gathers the facts of a machine.
struct SetupModule: Module {
  static let name = "setup"
  static let summary = "Gather facts about the machine."

  let subsets: [String]
  let timeoutSeconds: Int
  let filters: [String]
  let folder: PathArgument

  init(_ parameters: inout Parameters) {
    subsets = parameters.optional(
      "gather_subset", default: ["all"], "Which facts to gather; a name after `!` is left out.")
    timeoutSeconds = parameters.optional("gather_timeout", default: 10, "Seconds that one source of facts may take.")
    filters = parameters.optional("filter", default: [], "Only facts whose names match one of these shell patterns.")
    folder = parameters.optional(
      "fact_path", default: "/etc/ansible/facts.d", "Where the machine's own `*.fact` files are.")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    let words = subsets.map { $0.trimmingSpace() }
    let (chosen, stranger) = FactSubset.selected(by: words)
    if let stranger {
      throw ModuleFailure(
        "Bad subset '\(stranger)' given to Ansible. gather_subset options allowed: all, "
          + FactSubset.names.joined(separator: ", "), parameter: "gather_subset")
    }
    let source = FactSource.machine(
      environment: machine.context.environment, timeoutSeconds: Double(timeoutSeconds))
    var known: ValueMap = [:]
    for subset in chosen {
      if subset.name == "local" {
        var local = LocalFacts(folder: folder.text)
        known.merge(local.collect(source))
        machine.warnings += local.warnings
      } else {
        known.merge(subset.collect(source, known))
      }
    }
    var facts: ValueMap = [:]
    for (key, value) in known {
      guard let name = key.string else { continue }
      facts["ansible_" + name.replacingSubstrings(of: "-", with: "_")] = value
    }
    facts["gather_subset"] = .strings(words)
    facts["module_setup"] = true
    var result = ModuleResult()
    result.facts = filtered(facts)
    return result
  }

  /// A pattern also matches without the `ansible_` in front, as since Ansible 2.11.
  private func filtered(_ facts: ValueMap) -> ValueMap {
    let patterns = filters.filter { !$0.isEmpty && $0 != "*" }
    guard !patterns.isEmpty, patterns.count == filters.count else { return facts }
    var result: ValueMap = [:]
    for pattern in patterns {
      let plain = ShellPattern(pattern)
      let prefixed =
        ["ansible_", "facter", "ohai"].contains(where: pattern.hasPrefix) ? nil : ShellPattern("ansible_" + pattern)
      for (key, value) in facts {
        guard let name = key.string else { continue }
        if plain.matches(name) || prefixed?.matches(name) == true { result[name] = value }
      }
    }
    return result
  }
}
