import FleetCore

/// Methods of `list` (and `index`, `count` of `tuple`).
enum ListMethods {
  typealias Body = @Sendable (ListObject, CallArguments) throws -> JinjaValue

  static let table: [String: Body] = [
    "append": { list, arguments in
      list.append(try only(arguments, "append"))
      return .null
    },
    "clear": { list, _ in
      list.replaceAll([])
      return .null
    },
    "copy": { list, _ in .list(try list.elements()) },
    "count": { list, arguments in
      let wanted = try only(arguments, "count")
      return .int(try list.elements().filter { try $0.equals(wanted) }.count)
    },
    "extend": { list, arguments in
      for item in try only(arguments, "extend").elements() { list.append(item) }
      return .null
    },
    "index": index,
    "insert": { list, arguments in
      let given = try arguments.bound(to: ["index", "object"], required: 2, of: "insert")
      let position = try given.int("index") ?? 0
      let place = max(0, min(list.count, position < 0 ? position + list.count : position))
      list.insert(given["object"] ?? .null, at: place)
      return .null
    },
    "pop": { list, arguments in
      let position = try arguments.bound(to: ["index"], of: "pop").int("index") ?? -1
      let place = position < 0 ? position + list.count : position
      guard list.count > 0 else { throw TemplateFault("pop from empty list", kind: .value) }
      guard (0..<list.count).contains(place) else { throw TemplateFault("pop index out of range", kind: .value) }
      return try list.remove(at: place)
    },
    "remove": { list, arguments in
      let wanted = try only(arguments, "remove")
      guard let place = try (0..<list.count).first(where: { try list.element(at: $0).equals(wanted) }) else {
        throw TemplateFault("list.remove(x): x not in list", kind: .value)
      }
      _ = try list.remove(at: place)
      return .null
    },
    "reverse": { list, _ in
      list.replaceAll(try list.elements().reversed())
      return .null
    },
    "sort": { list, arguments in
      let given = try arguments.bound(to: ["key", "reverse"], of: "sort")
      let isReverse = try given.flag("reverse", default: false)
      list.replaceAll(try sorted(try list.elements(), reverse: isReverse))
      return .null
    },
  ]

  private static func only(_ arguments: CallArguments, _ function: String) throws -> JinjaValue {
    try arguments.bound(to: ["value"], required: 1, of: function)["value"] ?? .null
  }

  private static func index(_ list: ListObject, _ arguments: CallArguments) throws -> JinjaValue {
    let given = try arguments.bound(to: ["value", "start", "stop"], required: 1, of: "index")
    let wanted = given["value"] ?? .null
    func place(_ index: Int) -> Int { max(0, min(list.count, index < 0 ? index + list.count : index)) }
    let (start, stop) = (place(try given.int("start") ?? 0), place(try given.int("stop") ?? list.count))
    for position in start..<max(start, stop) where try list.element(at: position).equals(wanted) {
      return .int(position)
    }
    throw TemplateFault("\(try wanted.repr()) is not in list", kind: .value)
  }

  /// Python's stable sort; `reverse` keeps equal elements in their order too.
  static func sorted(
    _ items: [JinjaValue], reverse: Bool = false, by key: ((JinjaValue) throws -> JinjaValue)? = nil
  ) throws -> [JinjaValue] {
    var keyed = try items.enumerated().map { (position: $0.offset, key: try key?($0.element) ?? $0.element) }
    var fault: (any Error)?
    keyed.sort { left, right in
      guard fault == nil else { return false }
      do {
        let order = try left.key.compare(right.key)
        if order == 0 { return left.position < right.position }
        return reverse ? order > 0 : order < 0
      } catch {
        fault = error
        return false
      }
    }
    if let fault { throw fault }
    return keyed.map { items[$0.position] }
  }
}
