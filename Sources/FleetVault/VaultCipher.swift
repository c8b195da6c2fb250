import CCrypto

/// The cipher `AES256` of Ansible's vaults: PBKDF2-SHA256 for the keys, AES-256-CTR, HMAC-SHA256 over the ciphertext.
enum VaultCipher {
  static let iterations: Int32 = 10_000
  static let saltBytes = 32
  private static let blockBytes = 16

  /// The three keys that a password and a salt give.
  struct Keys: Sendable {
    let cipher: [UInt8]
    let mac: [UInt8]
    let counter: [UInt8]

    init?(password: [UInt8], salt: [UInt8]) {
      var derived = [UInt8](repeating: 0, count: 80)
      let status = password.withUnsafeBytes { bytes in
        PKCS5_PBKDF2_HMAC(
          bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), salt, Int32(salt.count),
          VaultCipher.iterations, EVP_sha256(), Int32(derived.count), &derived)
      }
      guard status == 1 else { return nil }
      cipher = Array(derived[0..<32])
      mac = Array(derived[32..<64])
      counter = Array(derived[64..<80])
    }
  }

  static func authenticate(_ ciphertext: [UInt8], _ keys: Keys) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 32
    _ = HMAC(EVP_sha256(), keys.mac, Int32(keys.mac.count), ciphertext, ciphertext.count, &digest, &length)
    return digest
  }

  static func isAuthentic(_ ciphertext: [UInt8], _ mac: [UInt8], _ keys: Keys) -> Bool {
    let expected = authenticate(ciphertext, keys)
    return mac.count == expected.count && CRYPTO_memcmp(mac, expected, mac.count) == 0
  }

  /// The plain bytes of an authenticated ciphertext; nil when its padding is damaged.
  static func decrypt(_ ciphertext: [UInt8], _ keys: Keys) -> [UInt8]? {
    guard !ciphertext.isEmpty, var plain = transform(ciphertext, keys), let last = plain.last,
      (1...blockBytes).contains(Int(last)), Int(last) <= plain.count
    else { return nil }
    plain.removeLast(Int(last))
    return plain
  }

  static func encrypt(_ plaintext: [UInt8], _ keys: Keys) -> [UInt8]? {
    // PKCS#7 padding, though the counter mode needs none: the format has it.
    let padding = blockBytes - plaintext.count % blockBytes
    return transform(plaintext + [UInt8](repeating: UInt8(padding), count: padding), keys)
  }

  /// Counter mode is its own inverse.
  private static func transform(_ input: [UInt8], _ keys: Keys) -> [UInt8]? {
    guard let context = EVP_CIPHER_CTX_new() else { return nil }
    defer { EVP_CIPHER_CTX_free(context) }
    var output = [UInt8](repeating: 0, count: input.count + blockBytes)
    var count: Int32 = 0
    guard EVP_EncryptInit_ex(context, EVP_aes_256_ctr(), nil, keys.cipher, keys.counter) == 1,
      EVP_EncryptUpdate(context, &output, &count, input, Int32(input.count)) == 1
    else { return nil }
    output.removeLast(output.count - Int(count))
    return output
  }

  static func randomSalt() -> [UInt8]? {
    var salt = [UInt8](repeating: 0, count: saltBytes)
    return RAND_bytes(&salt, Int32(saltBytes)) == 1 ? salt : nil
  }
}
