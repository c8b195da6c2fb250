/// The line the agent writes before its first frame. Whatever a login shell prints before it is skipped.
package enum Preamble {
  /// A NUL first: no banner holds one, so the line is found even behind text without a line's end.
  package static let bytes: [UInt8] = Array("\u{0}fleet-agent speaks protocol frames\n".utf8)
}
