import FleetCore

extension FunctionRegistry {
  /// Every filter and test of Jinja 3.1 and ansible.builtin, the collection filters that playbooks use, and the
  /// lookups. `ansible.builtin.` names resolve to the same functions.
  package static let builtin: FunctionRegistry = {
    var registry = FunctionRegistry()
    let groups: [[String: Filter]] = [
      TextFilters.table, LayoutFilters.table, MarkupFilters.table, RegexFilters.table,
      NumberFilters.table, SequenceFilters.table, SelectionFilters.table, SetFilters.table, MappingFilters.table,
      DataFilters.table, PathFilters.table, HashFilters.table, TimeFilters.table, URLFilters.table,
      RandomFilters.table, VaultFilters.table,
    ]
    for group in groups {
      for (name, filter) in group { registry.filters[name] = checked(filter, named: name) }
    }
    if let items = registry.filters["items"] {
      registry.filters["items"] = FilterFunction { value, arguments, context in
        value.isUndefined && context.options.undefined != .ansible
          ? .list([]) : try items.call(value, arguments, context)
      }
    }
    let collections: [(String, [String: Filter])] = [
      ("community.general.", CommunityFilters.table), ("ansible.utils.", NetworkFilters.table),
      ("ansible.netcommon.", NetworkFilters.table),
    ]
    for (prefix, group) in collections {
      for (name, filter) in group {
        registry.filters[prefix + name] = checked(filter)
        registry.filters[name] = registry.filters[name] ?? checked(filter)
      }
    }
    registry.filters["community.general.random_mac"] = registry.filters["random_mac"]
    for (name, filter) in ValueFilters.table { registry.filters[name] = FilterFunction(filter) }
    let testGroups: [[String: Test]] = [
      ComparisonTests.table, TypeTests.table, ResultTests.table, RegexTests.table, VersionTests.table,
      CollectionTests.table, FileTests.table, URLTests.table,
    ]
    for group in testGroups {
      for (name, test) in group { registry.tests[name] = checked(test) }
    }
    for (name, test) in DefinednessTests.table { registry.tests[name] = test }
    let lookupGroups = [
      CommandLookups.table, FileLookups.table, ItemLookups.table, PasswordLookup.table, SequenceLookup.table,
      TableLookups.table, TemplateLookup.table, VariableLookups.table,
    ]
    for group in lookupGroups { registry.lookups.merge(group) { $1 } }
    for name in ["filetree", "flattened", "passwordstore"] {
      registry.lookups["community.general." + name] = registry.lookups[name]
    }
    registry.functions["now"] = { arguments, _ in
      let given = try arguments.bound(to: ["utc", "fmt"], of: "now")
      let now = DateTimeObject.now(utc: try given.flag("utc", default: false))
      guard let format = try given.string("fmt"), !format.isEmpty else { return .object(now) }
      return .string(try now.formatted(format))
    }
    return registry
  }()

  /// The filters that take nothing but their input.
  private static let plainFilters: Set<String> = [
    "abs", "basename", "bool", "capitalize", "checksum", "commonpath", "count", "dirname", "e", "escape", "expanduser",
    "expandvars", "fileglob", "first", "forceescape", "from_yaml", "from_yaml_all", "items", "last", "length", "list",
    "lower", "md5", "normpath", "path_join", "pprint", "quote", "realpath", "reverse", "safe", "sha1", "splitext",
    "string", "striptags", "title", "type_debug", "upper", "urldecode", "urlencode", "win_basename", "win_dirname",
    "win_splitdrive", "wordcount",
  ]

  /// Undefined input is a fault at this point under Ansible's rules, and an empty text under Jinja's lenient ones.
  private static func checked(_ filter: @escaping Filter, named name: String = "") -> FilterFunction {
    let isPlain = plainFilters.contains(name)
    return FilterFunction { value, arguments, context in
      if isPlain, !arguments.positional.isEmpty || !arguments.keywords.isEmpty {
        throw TemplateFault("`\(name)` takes no arguments", kind: .type)
      }
      guard case .undefined(let undefined) = value else {
        try check(arguments, context)
        return try filter(value, arguments, context)
      }
      switch context.options.undefined {
      case .ansible, .strict: throw undefined.fault
      case .lenient, .chainable, .debug: return try filter(value, arguments, context)
      }
    }
  }

  private static func checked(_ test: @escaping Test) -> Test {
    { value, arguments, context in
      if case .undefined(let undefined) = value, context.options.undefined == .ansible { throw undefined.fault }
      try check(arguments, context)
      return try test(value, arguments, context)
    }
  }

  private static func check(_ arguments: CallArguments, _ context: EvaluationContext) throws {
    guard context.isAnsible else { return }
    for value in arguments.positional {
      if case .undefined(let undefined) = value { throw undefined.fault }
    }
    for (_, value) in arguments.keywords {
      if case .undefined(let undefined) = value { throw undefined.fault }
    }
  }
}
