import CCrypt
import CCrypto
import FleetCore
import Glibc

/// `password_hash` by libxcrypt, with passlib's defaults that Ansible uses.
package struct PasswordHash {
  private enum Method: String {
    case md5 = "md5_crypt"
    case bcrypt
    case sha256 = "sha256_crypt"
    case sha512 = "sha512_crypt"

    var saltSize: Int {
      switch self {
      case .md5: 8
      case .bcrypt: 22
      case .sha256, .sha512: 16
      }
    }
    var defaultRounds: Int? {
      switch self {
      case .md5: nil
      case .bcrypt: 12
      case .sha256: 535_000
      case .sha512: 656_000
      }
    }
    var rounds: ClosedRange<Int> { self == .bcrypt ? 4...31 : 1000...999_999_999 }
  }

  private static let letters = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
  private static let bcryptLetters = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
  private static let shortNames = [
    "md5": "md5_crypt", "blowfish": "bcrypt", "sha256": "sha256_crypt", "sha512": "sha512_crypt",
  ]

  private let method: Method
  private let salt: String
  private let rounds: Int?
  private let ident: String

  package init(type: String, salt: String?, saltSize: Int? = nil, rounds: Int? = nil, ident: String? = nil) throws {
    guard let method = Method(rawValue: Self.shortNames[type] ?? type) else {
      throw TemplateFault(
        "\(type) is not in the list of supported passlib algorithms: md5, blowfish, sha256, sha512", kind: .value)
    }
    self.method = method
    let size = saltSize.map { $0 == 0 ? method.saltSize : $0 } ?? method.saltSize
    guard (0...method.saltSize).contains(size), method != .bcrypt || size == 22 else {
      throw TemplateFault("a salt of \(size) characters does not fit \(method.rawValue)", kind: .value)
    }
    let allowed = method == .bcrypt ? Self.bcryptLetters : Self.letters
    if let salt, !salt.isEmpty {
      guard salt.utf8.allSatisfy(allowed.contains) else {
        throw TemplateFault("the salt has characters that \(method.rawValue) does not allow", kind: .value)
      }
      guard salt.utf8.count <= method.saltSize, method != .bcrypt || salt.utf8.count == 22 else {
        throw TemplateFault(
          "the salt has \(salt.utf8.count) characters, \(method.rawValue) takes "
            + (method == .bcrypt ? "22" : "at most \(method.saltSize)"), kind: .value)
      }
      self.salt = salt
    } else {
      self.salt = try Self.randomText(size, from: allowed)
    }
    let wanted = rounds.flatMap { $0 == 0 ? nil : $0 } ?? method.defaultRounds
    if let wanted, method != .md5, !method.rounds.contains(wanted) {
      throw TemplateFault(
        "\(wanted) rounds are outside \(method.rounds.lowerBound) to \(method.rounds.upperBound)", kind: .value)
    }
    self.rounds = wanted
    let name = ident.flatMap { $0.isEmpty ? nil : $0 } ?? "2b"
    guard method != .bcrypt || ["2", "2a", "2b", "2y"].contains(name) else {
      throw TemplateFault("unknown bcrypt ident `\(name)`", kind: .value)
    }
    self.ident = name
  }

  /// Text of random characters of an alphabet, from libcrypto's generator.
  static func randomText(_ count: Int, from letters: [UInt8]) throws -> String {
    var result: [UInt8] = []
    let ceiling = 256 - 256 % letters.count
    while result.count < count {
      var buffer = [UInt8](repeating: 0, count: 64)
      guard RAND_bytes(&buffer, Int32(buffer.count)) == 1 else { throw TemplateFault("no random numbers available") }
      for byte in buffer where Int(byte) < ceiling && result.count < count {
        result.append(letters[Int(byte) % letters.count])
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private var setting: String {
    switch method {
    case .md5: return "$1$\(salt)$"
    case .sha256: return "$5$rounds=\(rounds ?? 535_000)$\(salt)$"
    case .sha512: return "$6$rounds=\(rounds ?? 656_000)$\(salt)$"
    case .bcrypt:
      let cost = rounds ?? 12
      return "$\(ident)$\(cost < 10 ? "0" : "")\(cost)$\(repaired)"
    }
  }

  /// The last of bcrypt's 22 characters carries two bits only; passlib clears the rest.
  private var repaired: String {
    var bytes = Array(salt.utf8)
    if let last = bytes.last, let index = Self.bcryptLetters.firstIndex(of: last) {
      bytes[bytes.count - 1] = Self.bcryptLetters[index & 0b110000]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  package func hash(_ secret: String) throws -> String {
    var data = crypt_data()
    guard !secret.utf8.contains(0), let answer = crypt_r(secret, setting, &data) else {
      throw TemplateFault("Could not hash the secret.", kind: .value)
    }
    var text = String(cString: answer)
    guard !text.hasPrefix("*") else { throw TemplateFault("Could not hash the secret.", kind: .value) }
    // passlib leaves the count out when it is the algorithm's own default.
    if rounds == 5000 { text = PythonText.replace(text, "rounds=5000$", with: "", limit: 1) }
    return text
  }
}
