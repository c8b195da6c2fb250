import FleetCore

/// The arguments of a call, filter or test as written.
struct ArgumentNodes: Sendable {
  var positional: [any ExpressionNode] = []
  var keywords: [(name: String, value: any ExpressionNode)] = []
  var star: (any ExpressionNode)?
  var doubleStar: (any ExpressionNode)?

  static let none = ArgumentNodes()

  /// What the arguments are in every evaluation, when all are written as scalars.
  var constant: CallArguments? {
    guard star == nil, doubleStar == nil else { return nil }
    var arguments = CallArguments()
    for node in positional {
      guard let value = (node as? ConstantNode)?.ready else { return nil }
      arguments.positional.append(value)
    }
    for (name, node) in keywords {
      guard let value = (node as? ConstantNode)?.ready else { return nil }
      arguments.keywords.append((name, value))
    }
    return arguments
  }

  func evaluate(_ frame: Frame) throws -> CallArguments {
    var arguments = CallArguments()
    if !positional.isEmpty {
      arguments.positional.reserveCapacity(positional.count)
      for node in positional { arguments.positional.append(try node.evaluate(frame)) }
    }
    for (name, node) in keywords { arguments.keywords.append((name, try node.evaluate(frame))) }
    if let star {
      do {
        arguments.positional += try star.evaluate(frame).elements()
      } catch { throw frame.located(error, star.range) }
    }
    if let doubleStar {
      do { try add(doubleStar.evaluate(frame), to: &arguments) } catch { throw frame.located(error, doubleStar.range) }
    }
    return arguments
  }

  private func add(_ value: JinjaValue, to arguments: inout CallArguments) throws {
    if let undefined = value.undefinedValue { throw undefined.fault }
    guard case .map(let map) = value else {
      throw TemplateFault("argument after ** must be a mapping, not \(value.typeName)", kind: .type)
    }
    for (key, value) in try map.pairs() {
      guard case .string(let name) = key else { throw TemplateFault("keywords must be strings", kind: .type) }
      guard arguments.keyword(name) == nil else {
        throw TemplateFault("got multiple values for keyword argument '\(name)'", kind: .type)
      }
      arguments.keywords.append((name, value))
    }
  }
}

extension CallArguments {
  /// The first undefined argument.
  var undefined: JinjaValue? {
    for value in positional where value.isUndefined { return value }
    for (_, value) in keywords where value.isUndefined { return value }
    return nil
  }
}
