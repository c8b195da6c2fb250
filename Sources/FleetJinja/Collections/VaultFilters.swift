import FleetCore
import FleetVault

/// `vault` and `unvault`.
enum VaultFilters {
  static let table: [String: FunctionRegistry.Filter] = [
    "unvault": { value, arguments, _ in
      let given = try arguments.bound(to: ["secret", "vault_id", "vaultid"], required: 1, of: "unvault")
      guard value.isString else {
        throw TemplateFault("Vault should be in the form of a string, got: \(value.typeName)", kind: .type)
      }
      let text = try value.text()
      guard VaultEnvelope.isEncrypted(text) else { return value }
      let id = try given.text("vault_id") ?? given.text("vaultid") ?? "filter_default"
      let vault = Vault(secrets: [VaultSecret(id: id, bytes: Array(try secret(given).utf8))])
      return .string(String(decoding: try vault.decrypt(Array(text.utf8)), as: UTF8.self))
    },
    "vault": { value, arguments, _ in
      let given = try arguments.bound(
        to: ["secret", "salt", "vault_id", "wrap_object", "vaultid"], required: 1, of: "vault")
      guard value.isString else {
        throw TemplateFault("Can only vault strings, instead we got: \(value.typeName)", kind: .type)
      }
      // ansible-core 2.19 marks the secret itself as vaulted here, and gives it back.
      if try given.flag("wrap_object", default: false) { return .string(try secret(given)) }
      let id = try given.text("vault_id") ?? given.text("vaultid") ?? "filter_default"
      let key = VaultSecret(id: id, bytes: Array(try secret(given).utf8))
      let salt = try given.text("salt").map { Array($0.utf8) }
      return .string(try Vault.encrypt(Array(try value.text().utf8), with: key, id: id, salt: salt))
    },
  ]

  private static func secret(_ given: BoundArguments) throws -> String {
    guard let secret = given["secret"], secret.isString else {
      throw TemplateFault(
        "Secret passed is required to be a string, instead we got: \(given["secret"]?.typeName ?? "NoneType")",
        kind: .type)
    }
    let text = try secret.text()
    guard !text.isEmpty else { throw TemplateFault("A vault password must not be empty") }
    return text
  }
}
