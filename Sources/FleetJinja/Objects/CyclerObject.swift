import FleetCore

/// `cycler(items)`: gives its items in turn.
final class CyclerObject: JinjaObject {
  private let items: [JinjaValue]
  private var position = 0

  init(_ arguments: CallArguments) throws {
    guard !arguments.positional.isEmpty else {
      throw TemplateFault("at least one item has to be provided", kind: .type)
    }
    items = arguments.positional
  }

  var typeName: String { "Cycler" }

  func attribute(_ name: String) throws -> JinjaValue? {
    switch name {
    case "current": return items[position]
    case "next":
      return .object(
        BoundMethod("next") { [self] _ in
          defer { position = (position + 1) % items.count }
          return items[position]
        })
    case "reset":
      return .object(
        BoundMethod("reset") { [self] _ in
          position = 0
          return .null
        })
    default: return nil
    }
  }
}

/// `joiner(separator)`: nothing at the first call, the separator at every other.
final class JoinerObject: JinjaObject {
  private let separator: JinjaValue
  private var isUsed = false

  init(_ separator: JinjaValue) { self.separator = separator }

  var typeName: String { "Joiner" }

  func call(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue? {
    defer { isUsed = true }
    return isUsed ? separator : .string("")
  }
}
