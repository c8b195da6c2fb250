import FleetCore

/// Compares values with an argument spec as roles write them (`meta/argument_specs.yml`): conversions, choices,
/// requirements, nested options; the words are ansible-core's (`ArgumentSpecValidator`).
struct ArgumentSpecCheck {
  private(set) var errors: [String] = []
  private var unsupported: [String] = []
  private var supported: [String] = []

  /// Converts the values in place and notes what is wrong.
  mutating func check(_ values: inout ValueMap, against spec: ValueMap) {
    level(&values, spec, rules: [:], context: [])
    guard !unsupported.isEmpty else { return }
    errors.append(
      "\(unsupported.sorted().joined(separator: ", ")). Supported parameters include: "
        + "\(supported.joined(separator: ", ")).")
  }

  private mutating func level(_ values: inout ValueMap, _ spec: ValueMap, rules: ValueMap, context: [String]) {
    aliases(&values, spec)
    refuseUnknown(values, spec, context)
    exclusions(values, rules["mutually_exclusive"], context)
    defaults(&values, spec, setsNull: false)
    requirements(values, spec, context)
    types(&values, spec, context)
    choices(values, spec, context)
    dependencies(values, rules, context)
    defaults(&values, spec, setsNull: true)
    nested(&values, spec, context)
  }

  private func entries(_ spec: ValueMap) -> [(name: String, rules: ValueMap)] {
    spec.compactMap { key, value in
      guard let name = key.string else { return nil }
      return (name, value.map ?? [:])
    }
  }

  private func aliases(_ values: inout ValueMap, _ spec: ValueMap) {
    for (name, rules) in entries(spec) {
      for alias in rules["aliases"]?.list ?? [] {
        if let alias = alias.string, let value = values[alias], values[name] == nil { values[name] = value }
      }
    }
  }

  private mutating func refuseUnknown(_ values: ValueMap, _ spec: ValueMap, _ context: [String]) {
    let all = entries(spec)
    let known = Set(all.map(\.name) + all.flatMap { $0.rules["aliases"]?.list?.compactMap(\.string) ?? [] })
    for (key, _) in values {
      guard let name = key.string, !known.contains(name) else { continue }
      unsupported.append((context + [name]).joined(separator: "."))
      supported = all.map { name, rules in
        let others = (rules["aliases"]?.list?.compactMap(\.string) ?? []).sorted()
        return others.isEmpty ? name : "\(name) (\(others.joined(separator: ", ")))"
      }.sorted()
    }
  }

  private func defaults(_ values: inout ValueMap, _ spec: ValueMap, setsNull: Bool) {
    for (name, rules) in entries(spec) where values[name] == nil {
      if let value = rules["default"], value != .null {
        values[name] = value
      } else if setsNull {
        values[name] = .null
      }
    }
  }

  private mutating func requirements(_ values: ValueMap, _ spec: ValueMap, _ context: [String]) {
    let missing = entries(spec).filter { $0.rules["required"]?.isTruthy == true && values[$0.name] == nil }
    guard !missing.isEmpty else { return }
    add("missing required arguments: \(missing.map(\.name).sorted().joined(separator: ", "))", context)
  }

  private mutating func add(_ message: String, _ context: [String]) {
    errors.append(context.isEmpty ? message : "\(message) found in \(context.joined(separator: " -> "))")
  }

  // MARK: values

  private mutating func types(_ values: inout ValueMap, _ spec: ValueMap, _ context: [String]) {
    for (name, rules) in entries(spec) {
      guard let value = values[name] else { continue }
      if value == .null, rules["required"]?.isTruthy != true, (rules["default"] ?? .null) == .null { continue }
      let type = rules["type"]?.string ?? "str"
      do {
        let converted = try ArgumentType.convert(value, to: type)
        values[name] = converted
        if let wanted = rules["elements"]?.string, let items = converted.list {
          values[name] = .list(elements(items, wanted, name, context))
        }
      } catch {
        let place = context.isEmpty ? "" : " found in '\(context.joined(separator: " -> "))'."
        errors.append(
          "argument '\(name)' is of type \(value.typeName)\(place) and we were unable to convert to \(type): "
            + error.reason)
      }
    }
  }

  private mutating func elements(_ items: [Value], _ type: String, _ name: String, _ context: [String]) -> [Value] {
    var result: [Value] = []
    for item in items {
      do {
        result.append(try ArgumentType.convert(item, to: type))
      } catch {
        let place = context.isEmpty ? "" : " found in '\(context.joined(separator: " -> "))'"
        errors.append(
          "Elements value for option '\(name)'\(place) is of type \(item.typeName) and we were unable to convert to "
            + "\(type): \(error.reason)")
      }
    }
    return result
  }

  private mutating func choices(_ values: ValueMap, _ spec: ValueMap, _ context: [String]) {
    for (name, rules) in entries(spec) {
      guard let choices = rules["choices"]?.list, let value = values[name] else { continue }
      let shown = choices.map(ArgumentType.text).joined(separator: ", ")
      if let items = value.list {
        let wrong = items.filter { !choices.contains($0) }
        if wrong.isEmpty { continue }
        let got = wrong.map(ArgumentType.text).joined(separator: ", ")
        add("value of \(name) must be one or more of: \(shown). Got no match for: \(got)", context)
      } else if !choices.contains(value) {
        if value == .null, rules["required"]?.isTruthy != true { continue }
        add("value of \(name) must be one of: \(shown), got: \(ArgumentType.text(value))", context)
      }
    }
  }

  // MARK: dependencies

  private func count(_ names: [String], _ values: ValueMap) -> Int { names.filter { values[$0] != nil }.count }

  private func groups(_ value: Value?) -> [[String]] {
    guard let list = value?.list else { return [] }
    if list.allSatisfy({ $0.string != nil }) { return list.isEmpty ? [] : [list.compactMap(\.string)] }
    return list.compactMap { $0.list?.compactMap(\.string) }
  }

  private mutating func exclusions(_ values: ValueMap, _ rules: Value?, _ context: [String]) {
    let broken = groups(rules).filter { count($0, values) > 1 }
    guard !broken.isEmpty else { return }
    let shown = broken.map { $0.joined(separator: "|") }.joined(separator: ", ")
    add("parameters are mutually exclusive: \(shown)", context)
  }

  private mutating func dependencies(_ values: ValueMap, _ rules: ValueMap, _ context: [String]) {
    if let group = groups(rules["required_together"]).first(where: { (1..<$0.count).contains(count($0, values)) }) {
      add("parameters are required together: \(group.joined(separator: ", "))", context)
    }
    if let group = groups(rules["required_one_of"]).first(where: { count($0, values) == 0 }) {
      add("one of the following is required: \(group.joined(separator: ", "))", context)
    }
    for rule in rules["required_if"]?.list?.compactMap(\.list) ?? [] where rule.count >= 3 {
      guard let key = rule[0].string, values[key] == rule[1] else { continue }
      let names = rule[2].list?.compactMap(\.string) ?? []
      let isAny = rule.count > 3 && rule[3].isTruthy
      let missing = names.filter { values[$0] == nil }
      guard !missing.isEmpty, !isAny || missing.count == names.count else { continue }
      add(
        "\(key) is \(ArgumentType.text(rule[1])) but \(isAny ? "any" : "all") of the following are missing: "
          + missing.joined(separator: ", "), context)
      break
    }
    for (key, value) in rules["required_by"]?.map ?? [:] {
      guard let name = key.string, let given = values[name], given != .null else { continue }
      let names = value.string.map { [$0] } ?? value.list?.compactMap(\.string) ?? []
      let missing = names.filter { (values[$0] ?? .null) == .null }
      guard !missing.isEmpty else { continue }
      add("missing parameter(s) required by '\(name)': \(missing.joined(separator: ", "))", context)
      break
    }
  }

  // MARK: nested options

  private mutating func nested(_ values: inout ValueMap, _ spec: ValueMap, _ context: [String]) {
    for (name, rules) in entries(spec) {
      let type = rules["type"]?.string
      guard type == "dict" || (type == "list" && rules["elements"]?.string == "dict"),
        let options = rules["options"]?.map
      else { continue }
      if rules["apply_defaults"]?.isTruthy == true, (values[name] ?? .null) == .null { values[name] = .map([:]) }
      guard let value = values[name], value != .null else { continue }
      var items = value.list ?? [value]
      for index in items.indices {
        guard var inner = items[index].map else {
          errors.append("value of '\(name)' must be of type dict or list of dicts")
          continue
        }
        level(&inner, options, rules: rules, context: context + [name])
        items[index] = .map(inner)
      }
      values[name] = value.list == nil ? items.first ?? value : .list(items)
    }
  }
}
