package import FleetCore

extension DiagnosticCode {
  package static let yamlSyntax = DiagnosticCode(
    "FL0110",
    """
    The text is not YAML. The caret shows where reading stopped; the cause is often a little before it: an indentation \
    that differs from the lines beside it, a quote or bracket that is not closed, or a `:` inside a value without \
    quotes.
    """)
  package static let unquotedTemplate = DiagnosticCode(
    "FL0111",
    """
    A value starts with `{{` and has no quotes, so YAML reads the brace as the start of a mapping. Put quotes around \
    the whole value: `key: "{{ name }}"`.
    """)
  package static let duplicateKey = DiagnosticCode(
    "FL0112",
    """
    A mapping has the same key twice. The last one counts, as in Ansible; the earlier one has no effect. Remove or \
    rename one of them.
    """)
  package static let unknownTag = DiagnosticCode(
    "FL0113",
    """
    A value has a YAML tag that is not understood. `!vault`, `!unsafe` and the standard tags (`!!str`, `!!int`, ...) \
    are; tags that create objects of a programming language (`!!python/...`) are refused because they run code.
    """)
  package static let invalidText = DiagnosticCode(
    "FL0114", "A file is not UTF-8 text, or holds control characters that YAML forbids. Save it as UTF-8.")
  package static let invalidKey = DiagnosticCode(
    "FL0115", "The key of a mapping is itself a list or a mapping. Keys are plain words, strings or numbers.")
  package static let invalidAlias = DiagnosticCode(
    "FL0116",
    """
    An alias (`*name`) or a merge (`<<`) refers to something that is not there or does not fit. An alias needs an \
    anchor (`&name`) above it. A value that starts with a star, such as `*.txt`, needs quotes.
    """)
  package static let invalidScalar = DiagnosticCode(
    "FL0117", "A value does not fit its explicit tag, such as `!!int abc`.")

  /// The codes of this target, for the catalog.
  package static let yamlCodes: [DiagnosticCode] = [
    yamlSyntax, unquotedTemplate, duplicateKey, unknownTag, invalidText, invalidKey, invalidAlias, invalidScalar,
  ]
}
