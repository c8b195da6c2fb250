import CLibYAML
import FleetCore
import Glibc

/// Turns the events of libyaml into nodes: anchors, merge keys, tags, places. One use per file.
final class NodeComposer {
  let file: SourceFile
  private(set) var warnings: [Diagnostic] = []
  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  private let event = UnsafeMutablePointer<yaml_event_t>.allocate(capacity: 1)
  private var hasEvent = false
  /// Anchored nodes, with how many nodes each stands for when it is written out.
  private var anchors: [String: (node: YAMLNode, size: Int)] = [:]
  private var openAnchors: Set<String> = []
  /// Nodes so far, aliases counted as what they stand for.
  private var nodeCount = 0
  private var depth = 0

  init(_ file: SourceFile, _ bytes: UnsafeBufferPointer<UInt8>) {
    self.file = file
    parser.initialize(to: yaml_parser_t())
    event.initialize(to: yaml_event_t())
    yaml_parser_initialize(parser)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    // The byte order mark is no part of the text.
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    yaml_parser_set_input_string(parser, bytes.baseAddress.map { $0 + start }, bytes.count - start)
  }

  deinit {
    if hasEvent { yaml_event_delete(event) }
    yaml_parser_delete(parser)
    parser.deallocate()
    event.deallocate()
  }

  func documents() throws(DiagnosticError) -> [YAMLNode] {
    var documents: [YAMLNode] = []
    while true {
      switch try next() {
      case YAML_STREAM_END_EVENT: return documents
      case YAML_DOCUMENT_START_EVENT:
        anchors = [:]
        nodeCount = 0
        _ = try next()
        documents.append(try node())
      default: continue
      }
    }
  }

  @discardableResult private func next() throws(DiagnosticError) -> yaml_event_type_t {
    if hasEvent {
      yaml_event_delete(event)
      hasEvent = false
    }
    guard yaml_parser_parse(parser, event) != 0 else { throw DiagnosticError(SyntaxFault(parser, file).diagnostic) }
    hasEvent = true
    return event.pointee.type
  }

  private func span(_ start: yaml_mark_t, _ end: yaml_mark_t? = nil) -> Span {
    let length = end.map { $0.line == start.line ? Int($0.column) - Int(start.column) : Int.max } ?? 1
    if length == .max {
      let line = file.line(Int(start.line) + 1).unicodeScalars.count
      return Span(
        file: file, line: Int(start.line) + 1, column: Int(start.column) + 1, length: line - Int(start.column))
    }
    return Span(file: file, line: Int(start.line) + 1, column: Int(start.column) + 1, length: length)
  }

  private func text(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? { pointer.map { String(cString: $0) } }

  /// The node that the current event starts.
  private func node() throws(DiagnosticError) -> YAMLNode {
    nodeCount += 1
    try checkSize(event.pointee.start_mark)
    switch event.pointee.type {
    case YAML_SCALAR_EVENT: return try scalar()
    case YAML_ALIAS_EVENT: return try alias()
    case YAML_SEQUENCE_START_EVENT:
      let data = event.pointee.data.sequence_start
      return try collection(anchor: text(data.anchor), tag: text(data.tag), isMapping: false)
    case YAML_MAPPING_START_EVENT:
      let data = event.pointee.data.mapping_start
      return try collection(anchor: text(data.anchor), tag: text(data.tag), isMapping: true)
    default:
      throw DiagnosticError(
        .yamlSyntax, "the document ends where a value should stand", at: span(event.pointee.start_mark))
    }
  }

  private func checkSize(_ mark: yaml_mark_t) throws(DiagnosticError) {
    guard nodeCount > Limits.yamlNodes else { return }
    throw DiagnosticError(
      .tooLarge, "the document stands for more than \(Limits.yamlNodes) values", at: span(mark),
      help: ["look for aliases (`*name`) that multiply each other"])
  }

  private func scalar() throws(DiagnosticError) -> YAMLNode {
    let data = event.pointee.data.scalar
    let content = String(decoding: UnsafeBufferPointer(start: data.value, count: data.length), as: UTF8.self)
    let anchor = text(data.anchor)
    let tag = text(data.tag)
    var start = event.pointee.start_mark
    if anchor != nil || tag != nil { start = PropertySkipper(file).contentStart(after: start) }
    let place: Span
    let style: TextOrigin.Style
    switch data.style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: (place, style) = (span(start, event.pointee.end_mark), .singleQuoted)
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: (place, style) = (span(start, event.pointee.end_mark), .doubleQuoted)
    case YAML_LITERAL_SCALAR_STYLE: (place, style) = (span(start), .literal(indent: indent(of: content, below: start)))
    case YAML_FOLDED_SCALAR_STYLE: (place, style) = (span(start), .folded(indent: indent(of: content, below: start)))
    default: (place, style) = (span(start, event.pointee.end_mark), .plain)
    }
    let tags = TagReader(file)
    let value = try tags.value(of: content, tag: tag, isPlain: style == .plain, at: place)
    let node = YAMLNode(
      .scalar(YAMLScalar(text: content, origin: TextOrigin(span: place, style: style), value: value)), span: place,
      tag: tags.kept(tag))
    if let anchor { anchors[anchor] = (node, 1) }
    return node
  }

  /// How far the lines of a block scalar are indented: what a line has in the file more than in the text.
  private func indent(of content: String, below mark: yaml_mark_t) -> Int {
    var offset = 0
    var kept = 0
    for byte in content.utf8 {
      switch byte {
      case 32: kept += 1
      case 10:
        offset += 1
        kept = 0
      default:
        let written = file.line(Int(mark.line) + 2 + offset).utf8.prefix { $0 == 32 }.count
        return max(0, written - kept)
      }
    }
    return 0
  }

  private func alias() throws(DiagnosticError) -> YAMLNode {
    let name = text(event.pointee.data.alias.anchor) ?? ""
    let mark = event.pointee.start_mark
    let place = span(mark, event.pointee.end_mark)
    guard !openAnchors.contains(name) else {
      throw DiagnosticError(
        .invalidAlias, "the alias `*\(name)` stands inside the value that it refers to", at: place)
    }
    guard let target = anchors[name] else {
      throw DiagnosticError(
        .invalidAlias, "no anchor `&\(name)` for the alias `*\(name)`", at: place,
        help: Suggestion.help(for: name, in: anchors.keys) + [
          "a value that starts with `*` needs quotes: `\"*\(name)\"`"
        ])
    }
    nodeCount += target.size - 1
    try checkSize(mark)
    return target.node
  }

  private func collection(anchor: String?, tag: String?, isMapping: Bool) throws(DiagnosticError) -> YAMLNode {
    let mark = event.pointee.start_mark
    let place = span(mark)
    let before = nodeCount
    depth += 1
    defer { depth -= 1 }
    guard depth <= Limits.nestingDepth else {
      throw DiagnosticError(.tooLarge, "values are nested deeper than \(Limits.nestingDepth) levels", at: place)
    }
    if let anchor { openAnchors.insert(anchor) }
    var node: YAMLNode
    let tags = TagReader(file)
    if isMapping {
      node = YAMLNode(.mapping(try mapping()), span: place, tag: tags.kept(tag))
    } else {
      var items: [YAMLNode] = []
      while try next() != YAML_SEQUENCE_END_EVENT { items.append(try self.node()) }
      node = YAMLNode(.sequence(items), span: place, tag: tags.kept(tag))
    }
    try tags.check(tag, node)
    if let anchor {
      openAnchors.remove(anchor)
      anchors[anchor] = (node, nodeCount - before + 1)
    }
    return node
  }

  private func mapping() throws(DiagnosticError) -> [YAMLNode.Entry] {
    var builder = MappingBuilder()
    while try next() != YAML_MAPPING_END_EVENT {
      let keyMark = event.pointee.start_mark
      let key = try node()
      try next()
      guard let scalar = key.scalar else { throw DiagnosticError(keyFault(key, keyMark)) }
      let value = try node()
      if scalar.text == "<<", scalar.isPlain, key.tag == nil {
        try builder.merge(value, at: key.span)
      } else {
        builder.add(key, scalar, value, warnings: &warnings)
      }
    }
    return builder.entries
  }

  /// A key that is a mapping is mostly `{{ name }}` without quotes.
  private func keyFault(_ key: YAMLNode, _ mark: yaml_mark_t) -> Diagnostic {
    let line = Array(file.line(Int(mark.line) + 1).unicodeScalars)
    let column = Int(mark.column)
    if column > 0, column < line.count, line[column] == "{", line[column - 1] == "{" {
      return SyntaxFault.unquotedTemplate(file, line: Int(mark.line) + 1, column: column)
    }
    return Diagnostic(
      .invalidKey, "the key of a mapping is a \(key.mapping == nil ? "list" : "mapping")", at: key.span,
      help: ["keys are plain words, strings or numbers; put quotes around text that starts with `[` or `{`"])
  }
}
