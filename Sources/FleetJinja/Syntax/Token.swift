/// A piece of a template's text.
struct Token: Sendable {
  enum Kind: Sendable, Hashable {
    case data, variableBegin, variableEnd, blockBegin, blockEnd, name, string, integer, float, end
    case operation(Operation)
  }

  /// The operators and brackets of expressions, by the way they are written.
  enum Operation: String, Sendable, Hashable {
    case add = "+", subtract = "-", multiply = "*", divide = "/", floorDivide = "//", modulo = "%", power = "**"
    case concat = "~", leftBracket = "[", rightBracket = "]", leftParenthesis = "(", rightParenthesis = ")"
    case leftBrace = "{", rightBrace = "}", equal = "==", notEqual = "!=", greater = ">", greaterOrEqual = ">="
    case less = "<", lessOrEqual = "<=", assign = "=", dot = ".", colon = ":", pipe = "|", comma = ",", semicolon = ";"
  }

  let kind: Kind
  /// Names and data as they are, strings with their escapes read, numbers as written.
  let text: String
  let range: SourceRange

  /// How messages name the token.
  var description: String {
    switch kind {
    case .data: "template text"
    case .variableBegin: "the start of an expression"
    case .variableEnd: "the end of the expression"
    case .blockBegin: "the start of a statement"
    case .blockEnd: "the end of the statement"
    case .end: "the end of the template"
    case .string: "a string"
    case .name, .integer, .float: "`\(text)`"
    case .operation(let operation): "`\(operation.rawValue)`"
    }
  }
}

/// A text that is not a template; becomes a diagnostic where the source is known.
struct SyntaxFault: Error {
  let message: String
  let range: SourceRange
  var label = ""
  var help: [String] = []
}
