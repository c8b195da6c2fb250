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

  /// How messages name the token after "unexpected", which takes no article.
  var unexpected: String {
    description.hasPrefix("the ") ? String(description.dropFirst(4)) : description
  }
}

extension Token.Operation {
  /// The operator that starts here, the longest one, and its length.
  static func at(_ place: Int, in bytes: [UInt8]) -> (Token.Operation, length: Int)? {
    let next = place + 1 < bytes.count ? bytes[place + 1] : 0
    if let long = double(bytes[place], next) { return (long, 2) }
    return single(bytes[place]).map { ($0, 1) }
  }

  private static func double(_ first: UInt8, _ second: UInt8) -> Token.Operation? {
    switch (first, second) {
    case (UInt8(ascii: "/"), UInt8(ascii: "/")): .floorDivide
    case (UInt8(ascii: "*"), UInt8(ascii: "*")): .power
    case (UInt8(ascii: "="), UInt8(ascii: "=")): .equal
    case (UInt8(ascii: "!"), UInt8(ascii: "=")): .notEqual
    case (UInt8(ascii: ">"), UInt8(ascii: "=")): .greaterOrEqual
    case (UInt8(ascii: "<"), UInt8(ascii: "=")): .lessOrEqual
    default: nil
    }
  }

  private static func single(_ byte: UInt8) -> Token.Operation? {
    switch byte {
    case UInt8(ascii: "+"): .add
    case UInt8(ascii: "-"): .subtract
    case UInt8(ascii: "*"): .multiply
    case UInt8(ascii: "/"): .divide
    case UInt8(ascii: "%"): .modulo
    case UInt8(ascii: "~"): .concat
    case UInt8(ascii: "["): .leftBracket
    case UInt8(ascii: "]"): .rightBracket
    case UInt8(ascii: "("): .leftParenthesis
    case UInt8(ascii: ")"): .rightParenthesis
    case UInt8(ascii: "{"): .leftBrace
    case UInt8(ascii: "}"): .rightBrace
    case UInt8(ascii: ">"): .greater
    case UInt8(ascii: "<"): .less
    case UInt8(ascii: "="): .assign
    case UInt8(ascii: "."): .dot
    case UInt8(ascii: ":"): .colon
    case UInt8(ascii: "|"): .pipe
    case UInt8(ascii: ","): .comma
    case UInt8(ascii: ";"): .semicolon
    default: nil
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
