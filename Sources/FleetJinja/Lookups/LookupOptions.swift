import FleetCore

/// The options of one lookup call. As in Ansible, names that the lookup does not know are passed over when
/// they stand in the call; inside a term they are faults.
struct LookupOptions {
  let lookup: String
  private var values: [String: JinjaValue] = [:]
  private let names: Set<String>

  /// `wantlist` and `errors` belong to the caller and are passed over; so are options that the lookup does not know, as
  /// Ansible's plugins do it.
  init(_ arguments: CallArguments, of lookup: String, names: [String]) throws {
    self.lookup = lookup
    self.names = Set(names)
    for (name, value) in arguments.keywords where self.names.contains(name) { values[name] = value }
  }

  mutating func set(_ value: JinjaValue, for name: String) throws {
    guard names.contains(name) else {
      throw TemplateFault(
        "the lookup `\(lookup)` has no option `\(name)`", help: Suggestion.help(for: name, in: names.sorted()))
    }
    values[name] = value
  }

  subscript(_ name: String) -> JinjaValue? {
    guard let value = values[name], !value.isNull else { return nil }
    return value
  }

  /// Whether the option was given at all, be it None.
  func isGiven(_ name: String) -> Bool { values[name] != nil }

  func text(_ name: String, default fallback: String) throws -> String { try self[name]?.text() ?? fallback }
  func text(_ name: String) throws -> String? { try self[name]?.text() }

  func flag(_ name: String, default fallback: Bool) throws -> Bool {
    guard let value = self[name] else { return fallback }
    return value.isString ? try NumberFilters.bool(value) : try value.isTruthy
  }

  func int(_ name: String) throws -> Int? {
    guard let value = self[name] else { return nil }
    guard let number = PythonNumber.integer(of: value)?.wholeNumber else {
      throw TemplateFault(
        "Config '\(name)' for '\(lookup)' lookup plugin from 'Direct' has an invalid value: Invalid value provided for "
          + "'int': \(try value.repr())", help: ["the option `\(name)` must be an integer"])
    }
    return number
  }
}
