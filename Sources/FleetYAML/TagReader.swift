import FleetCore

/// What the tags of YAML mean here: the standard ones convert, Ansible's own are kept on the node, others are refused.
struct TagReader {
  private static let standard = "tag:yaml.org,2002:"
  /// Tags that stay on the node for its readers.
  private static let ansible: Set<String> = ["!vault", "!unsafe", "!vault-encrypted"]
  private let file: SourceFile

  init(_ file: SourceFile) { self.file = file }

  /// The tag that a node carries on: only Ansible's own.
  func kept(_ tag: String?) -> String? { tag.flatMap { Self.ansible.contains($0) ? $0 : nil } }

  /// The value of a scalar under its tag.
  func value(of text: String, tag: String?, isPlain: Bool, at span: Span) throws(DiagnosticError) -> Value {
    switch tag {
    case nil: return isPlain ? ScalarResolver.resolve(text) : .string(text)
    case "!", "!vault", "!vault-encrypted": return .string(text)
    // Ansible resolves an unsafe node as if it were plain (`_resolve_and_construct_object`).
    case "!unsafe": return isPlain ? ScalarResolver.resolve(text) : .string(text)
    case let tag?:
      guard tag.hasPrefix(Self.standard) else { throw unknown(tag, span) }
      return try standardValue(text, String(tag.dropFirst(Self.standard.count)), span)
    }
  }

  private func standardValue(_ text: String, _ name: String, _ span: Span) throws(DiagnosticError) -> Value {
    let plain = ScalarResolver.resolve(text)
    switch name {
    case "str", "timestamp", "value", "python/unicode": return .string(text)
    case "null": return .null
    case "bool":
      let words: [String: Bool] = ["yes": true, "true": true, "on": true, "no": false, "false": false, "off": false]
      if let flag = words[text.lowercased()] { return .bool(flag) }
    case "int":
      if case .int = plain { return plain }
      if case .bigInt = plain { return plain }
    case "float":
      if case .double = plain { return plain }
      if case .int(let number) = plain { return .double(Double(number)) }
      if case .bigInt(let number) = plain { return .double(number.asDouble) }
      if let number = Double(text) { return .double(number) }
    case "binary":
      if let bytes = Base64.decode(text) { return .string(String(decoding: bytes, as: UTF8.self)) }
    default: throw unknown(Self.standard + name, span)
    }
    throw DiagnosticError(.invalidScalar, "`\(text)` does not fit the tag `!!\(name)`", at: span)
  }

  /// Refuses tags on lists and mappings that are not theirs.
  func check(_ tag: String?, _ node: YAMLNode) throws(DiagnosticError) {
    guard let tag, tag != "!" else { return }
    let names = node.mapping == nil ? ["seq", "omap", "pairs"] : ["map", "set", "python/dict"]
    if tag == "!unsafe" || names.contains(where: { tag == Self.standard + $0 }) { return }
    if tag == "!vault" || tag == "!vault-encrypted" {
      throw DiagnosticError(
        .invalidScalar, "the tag `\(tag)` requires a string", at: node.span,
        help: ["write the vault text as a block: `key: !vault |` and the lines indented below"])
    }
    throw unknown(tag, node.span)
  }

  private func unknown(_ tag: String, _ span: Span) -> DiagnosticError {
    let shown = tag.hasPrefix(Self.standard) ? "!!" + tag.dropFirst(Self.standard.count) : tag
    if shown.hasPrefix("!!python") {
      return DiagnosticError(
        .unknownTag, "the tag `\(shown)` is refused", at: span, label: "would create an object of Python",
        help: ["write the value as plain YAML"])
    }
    return DiagnosticError(
      .unknownTag, "unknown tag `\(shown)`", at: span,
      help: Suggestion.help(for: shown, in: Self.ansible)
        + ["a value that starts with `!` needs quotes when no tag is meant"])
  }
}
