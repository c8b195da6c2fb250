import FleetCore

/// What stands left of `=` or after `for`.
indirect enum AssignTarget: Sendable {
  case name(String, Int32)
  case tuple([AssignTarget], SourceRange)
  /// `namespace.attribute`.
  case attribute(NameNode, String)

  func assign(_ value: JinjaValue, _ frame: Frame) throws {
    switch self {
    case .name(let name, let id):
      frame.bind(id, value)
      if frame.isTopLevel { frame.state.export(name, value) }
    case .tuple(let targets, let range):
      do {
        let values = try Self.unpack(value, targets.count)
        for (target, value) in zip(targets, values) { try target.assign(value, frame) }
      } catch { throw frame.located(error, range) }
    case .attribute(let node, let attribute):
      guard case .object(let object) = try node.evaluate(frame), let namespace = object as? NamespaceObject else {
        throw frame.located(TemplateFault("cannot assign attribute on non-namespace object", kind: .type), node.range)
      }
      namespace.set(value, for: attribute)
    }
  }

  private static func unpack(_ value: JinjaValue, _ count: Int) throws -> [JinjaValue] {
    let values: [JinjaValue]
    do {
      values = try value.elements()
    } catch let fault as TemplateFault where fault.kind == .type {
      throw TemplateFault("cannot unpack non-iterable \(value.typeName) object", kind: .type)
    }
    if values.count < count {
      throw TemplateFault("not enough values to unpack (expected \(count), got \(values.count))", kind: .value)
    }
    if values.count > count {
      throw TemplateFault("too many values to unpack (expected \(count))", kind: .value)
    }
    return values
  }

  /// The plain names, for scopes.
  var names: [String] {
    switch self {
    case .name(let name, _): [name]
    case .tuple(let targets, _): targets.flatMap(\.names)
    case .attribute: []
    }
  }
}
