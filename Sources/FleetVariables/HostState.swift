package import FleetCore
package import FleetJinja
import Synchronization

/// What a run learned about a host so far: facts, `set_fact`, registered results, `include_vars`. The only way anything
/// flows from a task to the next. Written by whoever runs the host, read by any scope.
package final class HostState: Sendable {
  struct Stores: Sendable {
    /// As modules returned them, such as `ansible_distribution`.
    var facts: ValueMap = [:]
    /// The same without the prefix: the variable `ansible_facts`.
    var namespaced: ValueMap = [:]
    /// `set_fact` and `register` (level 19).
    var values: ValueMap = [:]
    /// `include_vars` (level 18), the latest last.
    var included: [VariableTable] = []
    var isGathered = false
  }

  package let host: String
  private let stores: Mutex<Stores>
  private let cache: FactCache?

  /// With a cache, a host begins with the facts that an earlier run kept.
  package init(host: String, cache: FactCache? = nil) {
    self.host = host
    self.cache = cache
    var stores = Stores()
    for (key, value) in cache?.facts(of: host) ?? [:] {
      guard let name = key.string else { continue }
      stores.facts[name] = value
      stores.namespaced[FactRules.namespacedName(name)] = value
    }
    stores.isGathered = stores.facts["module_setup"] != nil || stores.facts["_ansible_facts_gathered"] != nil
    self.stores = Mutex(stores)
  }

  var snapshot: Stores { stores.withLock { $0 } }

  /// Adds a module's `ansible_facts`: those of the same name are replaced.
  package func record(facts: ValueMap, isGathering: Bool = false) {
    let all = stores.withLock { stores in
      for (key, value) in facts {
        guard let name = key.string else { continue }
        stores.facts[name] = value
        stores.namespaced[FactRules.namespacedName(name)] = value
      }
      if isGathering { stores.isGathered = true }
      return stores.facts
    }
    cache?.store(all, of: host)
  }

  /// `set_fact`, and results under `register`.
  package func set(_ values: ValueMap) { stores.withLock { $0.values.merge(values) } }
  package func register(_ name: String, _ result: Value) { stores.withLock { $0.values[name] = result } }

  /// `include_vars`.
  package func include(_ table: VariableTable) { stores.withLock { $0.included.append(table) } }

  /// `meta: clear_facts`.
  package func clearFacts() {
    stores.withLock { stores in
      stores.facts = [:]
      stores.namespaced = [:]
      stores.isGathered = false
    }
    cache?.clear(host)
  }

  package var hasGatheredFacts: Bool { stores.withLock { $0.isGathered } }
  /// The variable `ansible_facts`.
  package var facts: ValueMap { stores.withLock { $0.namespaced } }
  package func registered(_ name: String) -> Value? { stores.withLock { $0.values[name] } }
}
