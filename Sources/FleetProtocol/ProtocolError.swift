/// Why bytes from the other end are not a message, or a message does not fit a frame.
package struct ProtocolError: Error, Sendable, Hashable, CustomStringConvertible {
  package enum Kind: Sendable, Hashable {
    /// The bytes end inside a value.
    case truncated
    /// A tag, a count or a number that the format does not know.
    case malformed
    /// A frame above `Limits.frameBytes`, or more values than `Limits.frameValues`.
    case tooLarge
    /// Values nested deeper than `Limits.nestingDepth`.
    case tooDeep
    /// A kind of frame that this version does not know.
    case unknownKind
    /// The other end wrote something else before, or in place of, the preamble.
    case noPreamble
  }

  package let kind: Kind
  package let message: String

  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  package var description: String { message }
}
