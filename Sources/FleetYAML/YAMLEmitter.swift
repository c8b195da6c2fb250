import CLibYAML
import FleetCore

/// Writes YAML as PyYAML's dumper over libyaml does, byte for byte: the same C emitter does the layout.
package struct YAMLEmitter: Sendable {
  /// Spaces per level; libyaml takes 2 for anything outside 2 to 9.
  package var indent: Int?
  /// Columns before a long text is folded; negative for never.
  package var width: Int?
  /// Every collection in flow style, in block style, or (nil) flow for those that hold only scalars.
  package var flowStyle: Bool?
  /// `'`, `"`, `|` or `>` for every scalar.
  package var scalarStyle: Character?
  package var explicitStart = false
  package var explicitEnd = false
  package var isCanonical = false

  package init(indent: Int? = nil, width: Int? = nil, flowStyle: Bool? = false) {
    self.indent = indent
    self.width = width
    self.flowStyle = flowStyle
  }

  /// What libyaml refused to write.
  package struct Fault: Error {
    package let message: String
  }

  private final class Output {
    var bytes: [UInt8] = []
  }

  /// The document that `node` is.
  package func write(_ node: YAMLEmitterNode) throws(Fault) -> String {
    let output = Output()
    var emitter = yaml_emitter_t()
    guard yaml_emitter_initialize(&emitter) == 1 else { throw Fault(message: "libyaml's emitter did not start") }
    defer { yaml_emitter_delete(&emitter) }
    yaml_emitter_set_output(
      &emitter,
      { data, buffer, size in
        guard let data, let buffer else { return 0 }
        let output = Unmanaged<Output>.fromOpaque(data).takeUnretainedValue()
        output.bytes.append(contentsOf: UnsafeBufferPointer(start: buffer, count: size))
        return 1
      }, Unmanaged.passUnretained(output).toOpaque())
    yaml_emitter_set_unicode(&emitter, 1)
    yaml_emitter_set_canonical(&emitter, isCanonical ? 1 : 0)
    if let indent { yaml_emitter_set_indent(&emitter, Int32(clamping: indent)) }
    if let width { yaml_emitter_set_width(&emitter, Int32(clamping: width)) }
    var event = yaml_event_t()
    yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING)
    try emit(&event, &emitter)
    yaml_document_start_event_initialize(&event, nil, nil, nil, explicitStart ? 0 : 1)
    try emit(&event, &emitter)
    try write(node, &emitter, depth: 0)
    yaml_document_end_event_initialize(&event, explicitEnd ? 0 : 1)
    try emit(&event, &emitter)
    yaml_stream_end_event_initialize(&event)
    try emit(&event, &emitter)
    return withExtendedLifetime(output) { String(decoding: output.bytes, as: UTF8.self) }
  }

  private func emit(_ event: inout yaml_event_t, _ emitter: inout yaml_emitter_t) throws(Fault) {
    guard yaml_emitter_emit(&emitter, &event) == 1 else {
      let words = emitter.problem.map { String(cString: $0) } ?? "it gave no reason"
      throw Fault(message: "libyaml could not write the document: \(words)")
    }
  }

  private func write(_ node: YAMLEmitterNode, _ emitter: inout yaml_emitter_t, depth: Int) throws(Fault) {
    guard depth < Limits.nestingDepth else {
      throw Fault(message: "the value is nested deeper than \(Limits.nestingDepth) levels")
    }
    var event = yaml_event_t()
    switch node {
    case .scalar(let text, let type): try scalar(text, type, &emitter)
    case .block(let text): try scalar(text, "str", style: YAML_LITERAL_SCALAR_STYLE, &emitter)
    case .sequence(let items):
      let isFlow = flowStyle ?? (scalarStyle == nil && items.allSatisfy(\.isScalar))
      start(&event, "seq") { event, tag in
        yaml_sequence_start_event_initialize(
          &event, nil, tag, 1, isFlow ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE)
      }
      try emit(&event, &emitter)
      for item in items { try write(item, &emitter, depth: depth + 1) }
      yaml_sequence_end_event_initialize(&event)
      try emit(&event, &emitter)
    case .mapping(let pairs):
      let isFlow = flowStyle ?? (scalarStyle == nil && pairs.allSatisfy { $0.key.isScalar && $0.value.isScalar })
      start(&event, "map") { event, tag in
        yaml_mapping_start_event_initialize(
          &event, nil, tag, 1, isFlow ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE)
      }
      try emit(&event, &emitter)
      for (key, value) in pairs {
        try write(key, &emitter, depth: depth + 1)
        try write(value, &emitter, depth: depth + 1)
      }
      yaml_mapping_end_event_initialize(&event)
      try emit(&event, &emitter)
    }
  }

  private func scalar(
    _ text: String, _ type: String, style wanted: yaml_scalar_style_t? = nil, _ emitter: inout yaml_emitter_t
  ) throws(Fault) {
    var event = yaml_event_t()
    var bytes = Array(text.utf8)
    if bytes.isEmpty { bytes = [0] }
    let length = Int32(clamping: text.utf8.count)
    let isOwn = type.hasPrefix("!")
    let isPlain: Int32 = !isOwn && PlainScalar.type(of: text) == type ? 1 : 0
    let isQuoted: Int32 = type == "str" ? 1 : 0
    let style = wanted ?? (isOwn && text.contains("\n") ? YAML_LITERAL_SCALAR_STYLE : self.style)
    start(&event, type) { event, tag in
      yaml_scalar_event_initialize(&event, nil, tag, bytes, length, isPlain, isQuoted, style)
    }
    try emit(&event, &emitter)
  }

  private var style: yaml_scalar_style_t {
    switch scalarStyle {
    case "'": YAML_SINGLE_QUOTED_SCALAR_STYLE
    case "\"": YAML_DOUBLE_QUOTED_SCALAR_STYLE
    case "|": YAML_LITERAL_SCALAR_STYLE
    case ">": YAML_FOLDED_SCALAR_STYLE
    default: YAML_ANY_SCALAR_STYLE
    }
  }

  /// Makes an event whose tag is YAML's own `type`, or a tag such as `!vault`.
  private func start(
    _ event: inout yaml_event_t, _ type: String,
    _ make: (inout yaml_event_t, UnsafePointer<yaml_char_t>) -> Int32
  ) {
    let tag = Array((type.hasPrefix("!") ? type : "tag:yaml.org,2002:\(type)").utf8) + [0]
    tag.withUnsafeBufferPointer { buffer in
      if let base = buffer.baseAddress { _ = make(&event, base) }
    }
  }
}
