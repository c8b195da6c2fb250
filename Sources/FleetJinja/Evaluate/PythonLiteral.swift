import FleetCore

/// Python's `ast.literal_eval`: what Jinja2's native environment makes of text that looks like a literal.
enum PythonLiteral {
  /// The literal's value; the text itself when it is no literal.
  static func read(_ text: String, _ context: EvaluationContext) -> JinjaValue {
    guard text.utf8.first.map({ $0 != 32 && $0 != 9 }) ?? false,
      let tokens = try? Lexer.expressionTokens(of: Array(text.utf8), options: context.options)
    else { return .string(text) }
    let source = TemplateSource(text: text, origin: nil)
    var parser = Parser(tokens: tokens, options: context.options, engine: context.engine, source: source)
    guard let program = try? parser.parseBareTuple(), let node = program.expression, isLiteral(node, in: text) else {
      return .string(text)
    }
    let frame = Frame(TemplateState(context, program, source))
    return (try? node.evaluate(frame)) ?? .string(text)
  }

  private static func isLiteral(_ node: any ExpressionNode, in text: String) -> Bool {
    switch node {
    case let constant as ConstantNode:
      switch constant.value {
      case .bool, .null:
        let bytes = Array(text.utf8)[Int(constant.range.offset)..<constant.range.end]
        return ["True", "False", "None"].contains(String(decoding: bytes, as: UTF8.self))
      default: return true
      }
    case is BigIntegerNode: return true
    case let collection as CollectionNode: return collection.items.allSatisfy { isLiteral($0, in: text) }
    case let dictionary as DictionaryNode:
      return dictionary.entries.allSatisfy { isLiteral($0.key, in: text) && isLiteral($0.value, in: text) }
    case let sign as SignNode: return isLiteral(sign.value, in: text)
    default: return false
    }
  }
}
