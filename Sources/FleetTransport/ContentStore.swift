import Synchronization

/// Contents that steps need on machines, named by SHA-256: read and hashed once per run, not once per host.
package final class ContentStore: Sendable {
  /// Where a content's bytes come from.
  package enum Source: Sendable, Hashable {
    case bytes([UInt8])
    case file(path: String, size: Int)
  }

  private let sources = Mutex<[String: Source]>([:])

  package init() {}

  package func add(_ source: Source, digest: String) { sources.withLock { $0[digest] = source } }
  /// Bytes of a content; 0 when it is not there.
  package func size(of digest: String) -> Int {
    switch source(of: digest) {
    case .bytes(let bytes): bytes.count
    case .file(_, let size): size
    case nil: 0
    }
  }

  package func source(of digest: String) -> Source? { sources.withLock { $0[digest] } }
}
