import CCrypto

/// Message digests by libcrypto.
package enum Digest {
  /// The digest of `bytes`; the name is hashlib's, such as `sha256`.
  package static func of(_ bytes: [UInt8], _ name: String) throws -> [UInt8] {
    let known = [
      "sha3_224": "sha3-224", "sha3_256": "sha3-256", "sha3_384": "sha3-384", "sha3_512": "sha3-512",
      "blake2b": "blake2b512", "blake2s": "blake2s256", "sha512_256": "sha512-256", "sha512_224": "sha512-224",
    ]
    guard let method = EVP_get_digestbyname(known[name] ?? name) else {
      throw TemplateFault("unsupported hash type \(name)", kind: .value)
    }
    var result = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    guard EVP_Digest(bytes, bytes.count, &result, &count, method, nil) == 1 else {
      throw TemplateFault("the digest `\(name)` is not available", kind: .value)
    }
    return Array(result.prefix(Int(count)))
  }

  /// The digest of a text as lower-case hexadecimal.
  package static func hex(_ text: String, _ name: String) throws -> String {
    try of(Array(text.utf8), name).map { PythonText.hex(UInt32($0), 2) }.joined()
  }
}
