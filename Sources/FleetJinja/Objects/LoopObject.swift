import FleetCore

/// `loop` inside a `for`.
final class LoopObject: JinjaObject {
  private let elementsOfLoop: [JinjaValue]
  private let depth: Int
  private let policy: TemplateOptions.UndefinedPolicy
  var index = 0
  /// Runs the loop again for children; nil unless it is `recursive`.
  var recursion: ((JinjaValue) throws -> JinjaValue)?
  private var lastChanged: [JinjaValue]?

  init(_ elements: [JinjaValue], depth: Int, _ policy: TemplateOptions.UndefinedPolicy) {
    elementsOfLoop = elements
    self.depth = depth
    self.policy = policy
  }

  var typeName: String { "LoopContext" }

  /// What of the loop is a plain number or truth.
  enum Member: String, Sendable {
    case index, index0, revindex, revindex0, first, last, length, depth, depth0
  }

  func value(of member: Member) -> JinjaValue {
    let count = elementsOfLoop.count
    return switch member {
    case .index: .int(index + 1)
    case .index0: .int(index)
    case .revindex: .int(count - index)
    case .revindex0: .int(count - index - 1)
    case .first: .bool(index == 0)
    case .last: .bool(index == count - 1)
    case .length: .int(count)
    case .depth: .int(depth)
    case .depth0: .int(depth - 1)
    }
  }

  func attribute(_ name: String) throws -> JinjaValue? {
    if let member = Member(rawValue: name) { return value(of: member) }
    let count = elementsOfLoop.count
    switch name {
    case "previtem":
      return index > 0 ? elementsOfLoop[index - 1] : neighbour("there is no previous item")
    case "nextitem":
      return index + 1 < count ? elementsOfLoop[index + 1] : neighbour("there is no next item")
    case "cycle":
      return .object(
        BoundMethod("cycle") { [self] arguments in
          guard !arguments.positional.isEmpty else {
            throw TemplateFault("no items for cycling given", kind: .type)
          }
          return arguments.positional[index % arguments.positional.count]
        })
    case "changed":
      return .object(BoundMethod("changed") { [self] arguments in .bool(try hasChanged(arguments.positional)) })
    default: return nil
    }
  }

  private func neighbour(_ hint: String) -> JinjaValue {
    .undefined(Undefined(name: "loop", hint: hint, policy: policy))
  }

  private func hasChanged(_ values: [JinjaValue]) throws -> Bool {
    defer { lastChanged = values }
    guard let last = lastChanged, last.count == values.count else { return true }
    return try !zip(last, values).allSatisfy { try $0.equals($1) }
  }

  func call(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue? {
    guard let recursion else {
      throw TemplateFault(
        "the loop must have the 'recursive' marker to be called recursively", kind: .type,
        help: ["write `{% for ... recursive %}`"])
    }
    let bound = try arguments.bound(to: ["iterable"], required: 1, of: "loop")
    return try recursion(bound["iterable"] ?? .null)
  }

  func text() throws -> String { "<LoopContext \(index + 1)/\(elementsOfLoop.count)>" }
  func length() throws -> Int? { elementsOfLoop.count }
}
