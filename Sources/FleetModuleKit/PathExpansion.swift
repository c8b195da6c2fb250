/// How `~` and `$NAME` in path parameters become what they stand for on the machine. The control side leaves them.
package struct PathExpansion: Sendable {
  private let rewrite: @Sendable (String) -> String

  /// With nothing given, paths stay as they are written.
  package init(_ rewrite: @escaping @Sendable (String) -> String = { $0 }) { self.rewrite = rewrite }

  package func expand(_ path: String) -> String {
    path.utf8.contains { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "~") } ? rewrite(path) : path
  }
}
