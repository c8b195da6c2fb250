import FleetCore

/// Filters of community.general that playbooks use.
enum CommunityFilters {
  static let table: [String: FunctionRegistry.Filter] = [
    "counter": { value, _, _ in
      guard value.isListLike || value.isString else {
        throw TemplateFault("Argument for community.general.counter must be a sequence")
      }
      let counts = MapObject()
      for item in try value.elements() {
        let key = try item.key()
        counts.set(.int((try counts.value(for: key)?.wholeNumber ?? 0) + 1), for: key)
      }
      return .map(counts)
    },
    "dict": { value, _, _ in
      guard value.isListLike else { throw TemplateFault("Argument must be a sequence of pairs") }
      return .map(MapObject(try DictionaryMethods.pairs(of: value)))
    },
    "dict_kv": { value, arguments, _ in
      let key = try arguments.bound(to: ["key"], required: 1, of: "dict_kv")["key"] ?? .null
      return .map(MapObject([(try key.key(), value)]))
    },
    "from_csv": fromCSV,
    "from_ini": { value, _, _ in
      let table = try INIText(try value.string(named: "ini"), keepsCase: true)
      return .map(
        MapObject(
          table.sections.map { section in
            let options = table.options(of: section.name).map { option in
              (Value.string(option.name), JinjaValue.string(option.value ?? ""))
            }
            return (Value.string(section.name), JinjaValue.map(MapObject(options)))
          }))
    },
    "groupby_as_dict": { value, arguments, _ in
      let attribute = try arguments.bound(to: ["attribute"], required: 1, of: "groupby_as_dict")["attribute"] ?? .null
      let result = MapObject()
      for item in try value.elements() {
        guard let map = item.mapObject else { throw TemplateFault("Sequence element is not a mapping") }
        guard let member = try map.value(for: attribute.key()) else {
          throw TemplateFault("Attribute not contained in element of sequence")
        }
        guard !result.contains(try member.key()) else {
          throw TemplateFault("Multiple sequence entries have attribute value \(try member.repr())")
        }
        result.set(item, for: try member.key())
      }
      return .map(result)
    },
    "json_query": { value, arguments, _ in
      let query = try arguments.bound(to: ["expr"], required: 1, of: "json_query").requiredString("expr")
      return try JMESPath(query).search(value)
    },
    "keep_keys": { value, arguments, _ in try keys(value, arguments, "keep_keys") },
    "lists_difference": { value, arguments, _ in try lists(value, arguments, "lists_difference") },
    "lists_intersect": { value, arguments, _ in try lists(value, arguments, "lists_intersect") },
    "lists_mergeby": mergeBy,
    "lists_symmetric_difference": { value, arguments, _ in try lists(value, arguments, "lists_symmetric_difference") },
    "lists_union": { value, arguments, _ in try lists(value, arguments, "lists_union") },
    "remove_keys": { value, arguments, _ in try keys(value, arguments, "remove_keys") },
    "replace_keys": { value, arguments, _ in try keys(value, arguments, "replace_keys") },
    "to_ini": { value, _, _ in
      guard let map = value.mapObject else { throw TemplateFault("to_ini requires a dictionary") }
      guard map.count > 0 else { throw TemplateFault("to_ini received an empty dict, which cannot be converted") }
      var text = ""
      for (name, section) in try map.pairs() {
        if !text.isEmpty { text += "\n" }
        guard let options = section.mapObject else { throw TemplateFault("to_ini needs a dictionary of dictionaries") }
        text += "[\(try JinjaValue(key: name).text())]\n"
        for (key, option) in try options.pairs() {
          text += "\(try JinjaValue(key: key).text()) = \(try option.text())\n"
        }
      }
      return .string(text)
    },
    "version_sort": { value, arguments, _ in
      let reverse = try arguments.bound(to: ["reverse"], of: "version_sort").flag("reverse", default: false)
      let texts = try value.elements().map { try $0.text() }
      let sorted = try texts.sorted { left, right in
        try VersionNumber.compare(left, right, kind: "loose", onlyEquality: false) < 0
      }
      return .strings(reverse ? sorted.reversed() : sorted)
    },
  ]

  private static func fromCSV(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let given = try arguments.bound(
      to: ["dialect", "fieldnames", "delimiter", "skipinitialspace", "strict"], of: "from_csv")
    let dialect = try given.text("dialect") ?? "excel"
    let delimiter = try given.string("delimiter")?.unicodeScalars.first ?? (dialect == "excel-tab" ? "\t" : ",")
    var rows = CSVText.rows(try value.string(named: "csv"), delimiter: delimiter).filter { !$0.isEmpty }
    if try given.flag("skipinitialspace", default: false) {
      rows = rows.map { $0.map { PythonText.strip($0, " ", trailing: false) } }
    }
    var names: [String] = []
    if let fields = given.value("fieldnames") {
      names = try fields.elements().map { try $0.text() }
    } else if !rows.isEmpty {
      names = rows.removeFirst()
    }
    return .list(
      rows.map { row in
        .map(names.enumerated().map { ($0.element, $0.offset < row.count ? .string(row[$0.offset]) : .null) })
      })
  }

  private static func lists(_ value: JinjaValue, _ arguments: CallArguments, _ name: String) throws -> JinjaValue {
    let flatten = try arguments.keyword("flatten")?.isTruthy ?? false
    var lists = try ([value] + arguments.positional).map { try $0.elements() }
    if flatten { lists = try lists.flatMap { list in try list.map { $0.isListLike ? try $0.elements() : [$0] } } }
    guard var result = lists.first else { return .list([]) }
    func has(_ items: [JinjaValue], _ wanted: JinjaValue) throws -> Bool {
      try items.contains { try $0.equals(wanted) }
    }
    for list in lists.dropFirst() {
      switch name {
      case "lists_union": result += list
      case "lists_intersect": result = try result.filter { try has(list, $0) }
      case "lists_difference": result = try result.filter { try !has(list, $0) }
      default: result = try result.filter { try !has(list, $0) } + list.filter { try !has(result, $0) }
      }
    }
    return .list(try SetFilters.distinct(result))
  }

  private static func mergeBy(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    guard let index = arguments.positional.last else { throw TemplateFault("Missing either list of dicts or index") }
    let isRecursive = try arguments.keyword("recursive")?.isTruthy ?? false
    let listMerge = try arguments.keyword("list_merge")?.text() ?? "replace"
    let key = try index.key()
    var merged: [(key: JinjaValue, value: MapObject)] = []
    for list in [value] + arguments.positional.dropLast() {
      for item in try list.elements() {
        guard let map = item.mapObject else {
          throw TemplateFault("Elements of list arguments for lists_mergeby must be dictionaries")
        }
        guard let member = try map.value(for: key) else { continue }
        if let place = try merged.firstIndex(where: { try $0.key.equals(member) }) {
          merged[place].value = try MappingFilters.merged(
            merged[place].value, map, isRecursive: isRecursive, listMerge: listMerge)
        } else {
          merged.append((member, map))
        }
      }
    }
    let sorted = try ListMethods.sorted(merged.indices.map { .int($0) }) { merged[$0.wholeNumber ?? 0].key }
    return .list(sorted.compactMap(\.wholeNumber).map { .map(merged[$0].value) })
  }

  /// `keep_keys`, `remove_keys` and `replace_keys` of lists of dictionaries.
  private static func keys(_ value: JinjaValue, _ arguments: CallArguments, _ name: String) throws -> JinjaValue {
    let given = try arguments.bound(to: ["target", "matching_parameter"], required: 1, of: name)
    let matching = try given.text("matching_parameter") ?? "equal"
    let targets = try given["target"].map { $0.isListLike ? try $0.elements() : [$0] } ?? []
    func matches(_ key: String, _ target: JinjaValue) throws -> Bool {
      let wanted = try (target.mapObject?.value(for: "before") ?? target).text()
      switch matching {
      case "starts_with": return key.utf8.starts(with: wanted.utf8)
      case "ends_with": return key.utf8.reversed().starts(with: wanted.utf8.reversed())
      case "regex": return try Regex.compile(wanted).match(in: key, anchor: .start) != nil
      default: return PythonText.equal(key, wanted)
      }
    }
    return .list(
      try value.elements().map { item in
        guard let map = item.mapObject else { throw TemplateFault("The elements of \(name) must be dictionaries") }
        let result = MapObject()
        for (key, entry) in try map.pairs() {
          let text = try JinjaValue(key: key).text()
          let target = try targets.first { try matches(text, $0) }
          switch name {
          case "keep_keys": if target != nil { result.set(entry, for: key) }
          case "remove_keys": if target == nil { result.set(entry, for: key) }
          default:
            let after = try target?.mapObject?.value(for: "after")
            result.set(entry, for: try after?.key() ?? key)
          }
        }
        return .map(result)
      })
  }
}
