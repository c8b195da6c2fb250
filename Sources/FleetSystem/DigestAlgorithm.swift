/// The hash functions that Ansible offers for checksums.
package enum DigestAlgorithm: String, CaseIterable, Sendable {
  case md5, sha1, sha224, sha256, sha384, sha512

  var blockBytes: Int { self == .sha384 || self == .sha512 ? 128 : 64 }

  var digestBytes: Int {
    switch self {
    case .md5: 16
    case .sha1: 20
    case .sha224: 28
    case .sha256: 32
    case .sha384: 48
    case .sha512: 64
    }
  }
}
