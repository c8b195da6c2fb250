import FleetCore

extension Parameters {
  /// A parameter that every task must give.
  package mutating func required<Kind: ParameterType>(
    _ name: String, aliases: [String] = [], noLog: Bool = false, _ summary: String
  ) -> Kind {
    record(Kind.self, name, aliases, isRequired: true, noLog: noLog, summary: summary)
    guard let written = look(name, aliases) else {
      if reader != .describe { missing(name) }
      return Kind.placeholder
    }
    return convert(written, name, Kind.self) ?? Kind.placeholder
  }

  /// A parameter that may be left out; an empty one (`null`) counts as left out.
  package mutating func optional<Kind: ParameterType>(
    _ name: String, aliases: [String] = [], noLog: Bool = false, _ summary: String
  ) -> Kind? {
    record(Kind.self, name, aliases, noLog: noLog, summary: summary)
    guard let written = look(name, aliases), written != .known(.null) else { return nil }
    return convert(written, name, Kind.self)
  }

  /// A parameter with a value when it is left out.
  package mutating func optional<Kind: ParameterType>(
    _ name: String, aliases: [String] = [], default value: Kind, noLog: Bool = false, _ summary: String
  ) -> Kind {
    let usual = value.parameterValue
    record(Kind.self, name, aliases, default: usual, noLog: noLog, summary: summary)
    guard let written = look(name, aliases) else {
      note { $0 = Reading(value: usual) }
      return value
    }
    return convert(written, name, Kind.self) ?? value
  }

  /// The text after the module's name.
  package mutating func freeForm(_ summary: String) -> String? { optional(Self.freeFormName, summary) }

  /// A parameter that is accepted and has no meaning here.
  package mutating func ignored(_ name: String, aliases: [String] = [], _ summary: String) {
    record(name, aliases) {
      var spec = ParameterSpec(name: name, aliases: aliases, kind: .raw, summary: summary)
      spec.isIgnored = true
      return spec
    }
    if look(name, aliases) != nil { note { $0 = Reading(isGiven: true) } }
  }

  /// A parameter of a sister module that this one does not take; Ansible names it in words of its own.
  package mutating func refused(_ name: String, _ summary: String) {
    record(name, []) {
      var spec = ParameterSpec(name: name, aliases: [], kind: .raw, summary: summary)
      spec.isIgnored = true
      return spec
    }
    hideLast()
    guard look(name, []) != nil else { return }
    faults.append(
      ParameterFault(
        kind: .unknown, parameter: prefix + name,
        message: "unknown parameter `\(prefix)\(name)` for module `\(module)`",
        wording: "Unsupported parameters for (\(module)) module: \(name)"))
  }

  /// A parameter that only the control side's actions set; not part of what users see.
  package mutating func `internal`<Kind: ParameterType>(_ name: String, _ summary: String) -> Kind? {
    let value: Kind? = optional(name, summary)
    hideLast()
    return value
  }

  /// A dictionary with parameters of its own.
  package mutating func group<Group>(
    _ name: String, aliases: [String] = [], required isRequired: Bool = false, _ summary: String,
    _ read: (inout Parameters) -> Group
  ) -> Group? {
    record(ValueMap.self, name, aliases, isRequired: isRequired, noLog: false, summary: summary)
    describe(read)
    guard let written = look(name, aliases), written != .known(.null) else {
      if isRequired, reader != .describe { missing(name) }
      return nil
    }
    return readGroup(written, name: name, place: "\(prefix)\(name)", read)
  }

  /// A list of dictionaries with parameters of their own; a single dictionary is a list of one.
  package mutating func groups<Group>(
    _ name: String, aliases: [String] = [], required isRequired: Bool = false, _ summary: String,
    _ read: (inout Parameters) -> Group
  ) -> [Group]? {
    record([ValueMap].self, name, aliases, isRequired: isRequired, noLog: false, summary: summary)
    describe(read)
    guard let written = look(name, aliases), written != .known(.null) else {
      if isRequired, reader != .describe { missing(name) }
      return nil
    }
    let items: [WrittenValue]
    switch written {
    case .notYetKnown: return nil
    case .list(let list): items = list
    case .known(.list(let list)): items = list.map { .known($0) }
    default: items = [written]
    }
    return items.enumerated().compactMap { position, item in
      readGroup(item, name: name, place: "\(prefix)\(name)[\(position)]", read)
    }
  }

  private mutating func readGroup<Group>(
    _ written: WrittenValue, name: String, place: String, _ read: (inout Parameters) -> Group
  ) -> Group? {
    let entries: [WrittenValue.Entry]
    switch written {
    case .notYetKnown, .list: return nil
    case .map(let map): entries = map
    case .known(let value):
      guard let map = convert(.known(value), name, ValueMap.self) else { return nil }
      entries = map.map { WrittenValue.Entry(key: PythonText.str($0.key), value: .known($0.value)) }
    }
    var inner = Parameters(reader, module: module, prefix: place + ".", paths: paths, entries: entries)
    let group = read(&inner)
    faults += inner.finish()
    return group
  }

  private mutating func describe<Group>(_ read: (inout Parameters) -> Group) {
    guard reader == .describe else { return }
    var inner = Parameters(describing: module)
    _ = read(&inner)
    specs[specs.count - 1].suboptions = inner.specs
  }

  private mutating func record<Kind: ParameterType>(
    _ kind: Kind.Type, _ name: String, _ aliases: [String], default value: Value? = nil, isRequired: Bool = false,
    noLog: Bool, summary: String
  ) {
    record(name, aliases) {
      ParameterSpec(
        name: name, aliases: aliases, kind: Kind.parameterKind, choices: Kind.choices, defaultValue: value,
        isRequired: isRequired, isSecret: noLog, summary: summary)
    }
  }

  /// Only who describes a module needs more than the names.
  private mutating func record(_ name: String, _ aliases: [String], _ spec: () -> ParameterSpec) {
    if reader == .describe { specs.append(spec()) } else { asked.append(Asked(name: name, aliases: aliases)) }
  }

  /// The parameter that was asked for last is none that users see.
  private mutating func hideLast() {
    if reader == .describe {
      specs[specs.count - 1].isInternal = true
    } else {
      asked[asked.count - 1].isInternal = true
    }
  }

  /// Changes what is known of the parameter that was asked for last.
  private mutating func note(_ change: (inout Reading?) -> Void) {
    if reader != .describe { change(&asked[asked.count - 1].reading) }
  }

  /// What the task gives under the name or an alias; an alias wins over the name, as in Ansible.
  private mutating func look(_ name: String, _ aliases: [String]) -> WrittenValue? {
    guard reader != .describe else { return nil }
    var found = given[name]
    for alias in aliases { if let value = given[alias] { found = value } }
    guard let found else { return nil }
    note { $0 = Reading(isGiven: true, isCertain: found != .notYetKnown, value: found.value) }
    return found
  }

  private mutating func missing(_ name: String) {
    faults.append(
      ParameterFault(
        kind: .missing, parameter: prefix + name,
        message: "missing required parameter `\(prefix)\(name)` of module `\(module)`",
        wording: "missing required arguments: \(name)\(context)"))
  }

  /// ` found in a -> b`, as Ansible says where a suboption stands.
  var context: String {
    prefix.isEmpty ? "" : " found in " + prefix.split(separator: ".").joined(separator: " -> ")
  }

  private mutating func convert<Kind: ParameterType>(_ written: WrittenValue, _ name: String, _ kind: Kind.Type)
    -> Kind?
  {
    switch written {
    case .notYetKnown, .map: return nil
    case .known(let value):
      let converted = convert(value, name, kind)
      if let converted, reader == .check || !constraints.isEmpty || reader == .decode {
        note { $0?.value = converted.parameterValue }
      }
      return converted
    case .list(let items):
      // Each known element is looked at on its own; the list as a whole is not yet known.
      guard Kind.parameterKind.isList else { return nil }
      for case .known(let item) in items { _ = convert(.list([item]), name, kind) }
      return nil
    }
  }

  private mutating func convert<Kind: ParameterType>(_ value: Value, _ name: String, _ kind: Kind.Type) -> Kind? {
    do throws(ConversionFault) {
      return try Kind.convert(value, paths: paths)
    } catch {
      faults.append(fault(error, value, name, Kind.parameterKind, Kind.choices))
      return nil
    }
  }

  private func fault(
    _ fault: ConversionFault, _ value: Value, _ name: String, _ kind: ParameterKind, _ choices: [String]
  ) -> ParameterFault {
    let place = prefix + name
    let list = choices.joined(separator: ", ")
    switch fault {
    case .type(let reason):
      return ParameterFault(
        kind: .type, parameter: place,
        message: "parameter `\(place)` is not of type \(kind.description): \(reason)",
        wording: "argument '\(name)' is of type \(value.typeName)\(context.isEmpty ? "" : context + ".")"
          + " and we were unable to convert to \(kind.name): \(reason)")
    case .element(let item, let element, let reason):
      return ParameterFault(
        kind: .type, parameter: place,
        message: "an element of parameter `\(place)` is not of type \(element.description): \(reason)",
        wording: "Elements value for option '\(name)'\(context) is of type \(item.typeName)"
          + " and we were unable to convert to \(element.name): \(reason)")
    case .choice(let word):
      return ParameterFault(
        kind: .choice, parameter: place,
        message: "parameter `\(place)` cannot be `\(word)`, only one of: \(list)",
        help: Suggestion.nearest(to: word, in: choices).map { "did you mean `\($0)`?" },
        wording: "value of \(name) must be one of: \(list), got: \(word)\(context)")
    case .elementChoice(let words):
      return ParameterFault(
        kind: .choice, parameter: place,
        message: "parameter `\(place)` cannot hold `\(words)`, only: \(list)",
        help: Suggestion.nearest(to: words, in: choices).map { "did you mean `\($0)`?" },
        wording: "value of \(name) must be one or more of: \(list). Got no match for: \(words)\(context)")
    }
  }
}
