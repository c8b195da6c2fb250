import FleetCore
import Synchronization

/// `value.name`.
final class AttributeNode: ExpressionNode {
  let value: any ExpressionNode
  let name: String
  let range: SourceRange
  /// Whether a dictionary has a method of this name, which goes before its keys.
  private let isMethodOfMaps: Bool
  private let isClass: Bool
  /// What the name means for the `loop` variable.
  private let loopMember: LoopObject.Member?
  /// Where the last dictionary had the key: those of a list mostly look alike.
  private let lastPosition = Atomic<Int>(0)

  init(_ value: any ExpressionNode, _ name: String, _ range: SourceRange) {
    self.value = value
    self.name = name
    self.range = range
    isMethodOfMaps = DictionaryMethods.table[name] != nil
    isClass = name == "__class__"
    loopMember = LoopObject.Member(rawValue: name)
  }

  func evaluate(_ frame: Frame) throws -> JinjaValue {
    let container = try value.evaluate(frame)
    do {
      switch container {
      case .map(let map) where !isMethodOfMaps:
        if let found = try map.value(for: name, near: lastPosition) { return found }
        // No key and no method: nothing else that it could be, but for a class outside the sandbox.
        if !isClass { return Member.missing(name, in: container, frame, range) }
      case .object(let object):
        if let loopMember, let loop = object as? LoopObject { return loop.value(of: loopMember) }
      default: break
      }
      if let found = try Member.attribute(name, of: container) {
        guard frame.state.context.isImmutable, Member.isMutating(name, container) else { return found }
        let hint = "access to attribute '\(name)' of '\(container.typeName)' object is unsafe."
        let cause = TemplateFault(hint, kind: .security)
        return .undefined(Undefined(name: name, hint: hint, frame: frame, range: range, cause: cause))
      }
      if name == "__class__", !frame.state.context.options.isSandboxed { return .object(TypeObject(container)) }
      if case .undefined(let undefined) = container { return try Member.ofUndefined(undefined) }
      return Member.missing(name, in: container, frame, range)
    } catch { throw located(error, frame) }
  }
}

/// `value[key]`.
final class MemberNode: ExpressionNode {
  let value: any ExpressionNode
  let key: any ExpressionNode
  let range: SourceRange

  init(_ value: any ExpressionNode, _ key: any ExpressionNode, _ range: SourceRange) {
    self.value = value
    self.key = key
    self.range = range
  }

  func evaluate(_ frame: Frame) throws -> JinjaValue {
    let container = try value.evaluate(frame)
    let key = try key.evaluate(frame)
    do {
      if case .undefined(let undefined) = container { return try Member.ofUndefined(undefined) }
      if let undefined = key.undefinedValue {
        if undefined.policy == .ansible { return key }
        return Member.missing(undefined.name, in: container, frame, range)
      }
      if let found = try Member.item(key, of: container) { return found }
      if case .string(let name) = key, let found = try Member.attribute(name, of: container) { return found }
      return Member.missing(try key.text(), in: container, frame, range, quoted: key.isText)
    } catch { throw located(error, frame) }
  }
}

/// `value[start:stop:step]`.
final class SliceNode: ExpressionNode {
  let value: any ExpressionNode
  let start: (any ExpressionNode)?
  let stop: (any ExpressionNode)?
  let step: (any ExpressionNode)?
  let range: SourceRange

  init(
    _ value: any ExpressionNode, _ start: (any ExpressionNode)?, _ stop: (any ExpressionNode)?,
    _ step: (any ExpressionNode)?, _ range: SourceRange
  ) {
    self.value = value
    self.start = start
    self.stop = stop
    self.step = step
    self.range = range
  }

  func evaluate(_ frame: Frame) throws -> JinjaValue {
    let container = try value.evaluate(frame)
    let bounds = try [start, stop, step].map { try $0?.evaluate(frame) }
    do {
      if case .undefined(let undefined) = container { return try Member.ofUndefined(undefined) }
      let indices = try bounds.map { try Slice.index($0) }
      guard let result = try Slice(start: indices[0], stop: indices[1], step: indices[2]).apply(to: container) else {
        return Member.missing("slice", in: container, frame, range)
      }
      return result
    } catch { throw located(error, frame) }
  }
}
