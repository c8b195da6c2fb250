import FleetCore

/// Collects the entries of one mapping: the last of equal keys counts, merged entries stand first and give way.
struct MappingBuilder {
  private var own: [YAMLNode.Entry] = []
  private var merged: [YAMLNode.Entry] = []
  /// Positions of the keys, once there are many.
  private var index: [Value: Int]?
  private static let indexThreshold = 12

  /// Adds an entry. A key that is there already keeps its place and gets the new value, as in Python, with a warning.
  mutating func add(_ key: YAMLNode, _ scalar: YAMLScalar, _ value: YAMLNode, warnings: inout [Diagnostic]) {
    if let position = position(of: scalar.value) {
      warnings.append(Self.duplicate(scalar, key.span, first: own[position].key.span))
      own[position] = YAMLNode.Entry(key: key, value: value)
      return
    }
    own.append(YAMLNode.Entry(key: key, value: value))
    if index != nil {
      index?[scalar.value] = own.count - 1
    } else if own.count == Self.indexThreshold {
      index = Dictionary(uniqueKeysWithValues: own.enumerated().map { ($1.key.value, $0) })
    }
  }

  private func position(of key: Value) -> Int? {
    if let index { return index[key] }
    return own.firstIndex { $0.key.scalar?.value == key }
  }

  /// `<<: *name` or `<<: [*one, *two]`; earlier ones of a list win.
  mutating func merge(_ value: YAMLNode, at span: Span) throws(DiagnosticError) {
    let parts = value.sequence ?? [value]
    for part in parts.reversed() {
      guard let entries = part.mapping else {
        throw DiagnosticError(
          .invalidAlias, "`<<` merges mappings, and this is not one", at: part.span,
          help: ["give a mapping or a list of mappings, mostly as `<<: *anchor`"])
      }
      merged += entries
    }
  }

  var entries: [YAMLNode.Entry] {
    guard !merged.isEmpty else { return own }
    var result: [YAMLNode.Entry] = []
    var places: [Value: Int] = [:]
    for entry in merged + own {
      if let place = places[entry.key.value] {
        result[place] = entry
      } else {
        places[entry.key.value] = result.count
        result.append(entry)
      }
    }
    return result
  }

  private static func duplicate(_ scalar: YAMLScalar, _ span: Span, first: Span) -> Diagnostic {
    var warning = Diagnostic(
      .duplicateKey, "the key `\(scalar.text)` is given twice", at: span, label: "this one counts", severity: .warning)
    warning.labels.append(Diagnostic.Label(first, "this one has no effect"))
    warning.notes.append("Found duplicate mapping key '\(scalar.text)'.")
    return warning
  }
}
