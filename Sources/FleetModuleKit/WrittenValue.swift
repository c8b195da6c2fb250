package import FleetCore

/// An argument as it stands in a task before the run: known, or still to be computed by a template.
package indirect enum WrittenValue: Sendable, Hashable {
  case known(Value)
  /// A template: anything may come of it, `omit` too.
  case notYetKnown
  /// A list of which some element is not yet known.
  case list([WrittenValue])
  /// A map of which some entry is not yet known.
  case map([Entry])

  /// One entry of a map that is not wholly known.
  package struct Entry: Sendable, Hashable {
    package let key: String
    package let value: WrittenValue
    package init(key: String, value: WrittenValue) {
      self.key = key
      self.value = value
    }
  }

  /// The value, when all of it is known.
  package var value: Value? { if case .known(let value) = self { value } else { nil } }
}
