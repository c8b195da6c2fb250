import FleetCore

/// A list or tuple literal.
final class CollectionNode: ExpressionNode {
  let items: [any ExpressionNode]
  let isTuple: Bool
  let range: SourceRange

  init(_ items: [any ExpressionNode], isTuple: Bool, _ range: SourceRange) {
    self.items = items
    self.isTuple = isTuple
    self.range = range
  }

  func evaluate(_ frame: Frame) throws -> JinjaValue {
    var values: [JinjaValue] = []
    values.reserveCapacity(items.count)
    for item in items { values.append(try item.evaluate(frame)) }
    return isTuple ? .tuple(values) : .list(ListObject(values))
  }
}

/// A dictionary literal.
final class DictionaryNode: ExpressionNode {
  let entries: [(key: any ExpressionNode, value: any ExpressionNode)]
  let range: SourceRange

  init(_ entries: [(key: any ExpressionNode, value: any ExpressionNode)], _ range: SourceRange) {
    self.entries = entries
    self.range = range
  }

  func evaluate(_ frame: Frame) throws -> JinjaValue {
    let map = MapObject()
    for entry in entries {
      do {
        let key = try entry.key.evaluate(frame).key()
        map.set(try entry.value.evaluate(frame), for: key)
      } catch { throw frame.located(error, entry.key.range) }
    }
    return .map(map)
  }
}
