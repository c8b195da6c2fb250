import FleetCore

/// Filters for dictionaries.
enum MappingFilters {
  static let table: [String: FunctionRegistry.Filter] = [
    "combine": combine,
    "dict2items": { value, arguments, _ in
      let given = try arguments.bound(to: ["key_name", "value_name"], of: "dict2items")
      guard let map = value.mapObject else {
        throw TemplateFault("dict2items requires a dictionary, got <class '\(value.typeName)'> instead.", kind: .type)
      }
      let (keyName, valueName) = (try given.text("key_name") ?? "key", try given.text("value_name") ?? "value")
      return .list(try map.pairs().map { .map([(keyName, JinjaValue(key: $0.key)), (valueName, $0.value)]) })
    },
    "dictsort": dictSort,
    "items": { value, _, _ in
      if value.isUndefined { return .list([]) }
      guard let map = value.mapObject else {
        throw TemplateFault("Can only get item pairs from a mapping.", kind: .type)
      }
      return .list(try map.pairs().map { .tuple([JinjaValue(key: $0.key), $0.value]) })
    },
    "items2dict": { value, arguments, _ in
      let given = try arguments.bound(to: ["key_name", "value_name"], of: "items2dict")
      guard value.isListLike else {
        throw TemplateFault("items2dict requires a list, got <class '\(value.typeName)'> instead.", kind: .type)
      }
      let (keyName, valueName) = (try given.text("key_name") ?? "key", try given.text("value_name") ?? "value")
      let result = MapObject()
      for item in try value.elements() {
        guard let map = item.mapObject else {
          throw TemplateFault(
            "items2dict requires a list of dictionaries, got \(try value.repr()) instead.", kind: .type)
        }
        guard let key = try map.value(for: .string(keyName)), let content = try map.value(for: .string(valueName))
        else {
          throw TemplateFault(
            "items2dict requires each dictionary in the list to contain the keys '\(keyName)' and '\(valueName)', "
              + "got \(try value.repr()) instead.", kind: .type)
        }
        result.set(content, for: try key.key())
      }
      return .map(result)
    },
    "rekey_on_member": rekey,
  ]

  private static func dictSort(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let given = try arguments.bound(to: ["case_sensitive", "by", "reverse"], of: "dictsort")
    let isSensitive = try given.flag("case_sensitive", default: false)
    let by = try given.text("by") ?? "key"
    guard by == "key" || by == "value" else { throw TemplateFault("You can only sort by either \"key\" or \"value\"") }
    guard let map = value.mapObject else {
      throw TemplateFault("'\(value.typeName)' object has no attribute 'items'", kind: .type)
    }
    let items: [JinjaValue] = try map.pairs().map { .tuple([JinjaValue(key: $0.key), $0.value]) }
    return .list(
      try ListMethods.sorted(items, reverse: try given.flag("reverse", default: false)) { item in
        guard case .tuple(let pair) = item else { return item }
        return SequenceFilters.folded(pair[by == "key" ? 0 : 1], isSensitive)
      })
  }

  private static func rekey(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let given = try arguments.bound(to: ["key", "duplicates"], required: 1, of: "rekey_on_member")
    let duplicates = try given.text("duplicates") ?? "error"
    guard duplicates == "error" || duplicates == "overwrite" else {
      throw TemplateFault("duplicates parameter to rekey_on_member has unknown value '\(duplicates)'")
    }
    let items: [JinjaValue]
    if let map = value.mapObject {
      items = try map.pairs().map(\.value)
    } else if !value.isString, let elements = try? value.elements() {
      items = elements
    } else {
      throw TemplateFault("Type is not a valid list, set, or dict")
    }
    let key = given["key"] ?? .null
    let result = MapObject()
    for item in items {
      guard let map = item.mapObject else { throw TemplateFault("List item is not a valid dict") }
      guard let member = try map.value(for: key.key()) else {
        throw TemplateFault("Key \(try key.repr()) was not found.")
      }
      let newKey = try member.key()
      if result.contains(newKey), duplicates == "error" {
        throw TemplateFault("Key \(try member.repr()) is not unique, cannot convert to dict.")
      }
      result.set(item, for: newKey)
    }
    return .map(result)
  }

  private static let listMerges = ["replace", "keep", "append", "prepend", "append_rp", "prepend_rp"]

  private static func combine(
    _ value: JinjaValue, _ arguments: CallArguments, _ context: EvaluationContext
  ) throws -> JinjaValue {
    for (name, _) in arguments.keywords where name != "recursive" && name != "list_merge" {
      throw TemplateFault("'recursive' and 'list_merge' are the only valid keyword arguments")
    }
    let isRecursive = try arguments.keyword("recursive")?.isTruthy ?? false
    let listMerge = try arguments.keyword("list_merge")?.text() ?? "replace"
    var maps: [JinjaValue] = []
    for term in [value] + arguments.positional where !term.isNull {
      maps += term.isListLike ? try term.elements().filter { !$0.isNull } : [term]
    }
    guard var result = maps.last else { return .map(MapObject()) }
    guard maps.count == 1 || listMerges.contains(listMerge) else {
      throw TemplateFault(
        "merge_hash: 'list_merge' argument can only be equal to 'replace', 'keep', 'append', 'prepend', 'append_rp' "
          + "or 'prepend_rp'")
    }
    for lower in maps.dropLast().reversed() {
      guard let low = lower.mapObject, let high = result.mapObject else {
        let wrong = lower.mapObject == nil ? lower : result
        throw TemplateFault(
          "failed to combine variables, expected dicts but got a '\(lower.typeName)' and a '\(result.typeName)'",
          kind: .type, help: ["\(String(try wrong.repr().prefix(60))) is not a dictionary"])
      }
      result = .map(try merged(low, high, isRecursive: isRecursive, listMerge: listMerge))
    }
    return result
  }

  /// Ansible's `merge_hash`: `high` into a copy of `low`.
  static func merged(
    _ low: MapObject, _ high: MapObject, isRecursive: Bool, listMerge: String
  ) throws -> MapObject {
    if try low.count == 0 || JinjaValue.map(low).equals(.map(high)) { return MapObject(try high.pairs()) }
    let result = MapObject(try low.pairs())
    for (key, new) in try high.pairs() {
      guard let old = try result.value(for: key) else {
        result.set(new, for: key)
        continue
      }
      switch (old, new) {
      case (.map(let oldMap), .map(let newMap)) where isRecursive:
        result.set(.map(try merged(oldMap, newMap, isRecursive: true, listMerge: listMerge)), for: key)
      case (.list(let oldList), .list(let newList)):
        let (a, b) = (try oldList.elements(), try newList.elements())
        func without(_ items: [JinjaValue], _ removed: [JinjaValue]) throws -> [JinjaValue] {
          try items.filter { item in try !removed.contains { try $0.equals(item) } }
        }
        switch listMerge {
        case "keep": break
        case "append": result.set(.list(a + b), for: key)
        case "prepend": result.set(.list(b + a), for: key)
        case "append_rp": result.set(.list(try without(a, b) + b), for: key)
        case "prepend_rp": result.set(.list(try b + without(a, b)), for: key)
        default: result.set(new, for: key)
        }
      default: result.set(new, for: key)
      }
    }
    return result
  }
}
