import FleetCore
import FleetVault
import Testing

/// Vault texts that ansible-vault wrote, and what is said of those that cannot be opened.
@Suite struct VaultTests {
  /// `a: secret text` under the password `s3cret`.
  static let plainFormat = """
    $ANSIBLE_VAULT;1.1;AES256
    35643238323734313132376663663637386261616131316163333632393531366461303733363565
    6131386337666663666266616636616262323239363332310a366436616233666261653939303165
    34376236353035666264316262376437366130366138373130623762383835326330323762356161
    6334393131396161660a303665396235313635306230353630646531356231363333323336396263
    3039
    """
  /// The same under `other` with the id `prod`.
  static let identifiedFormat = """
    $ANSIBLE_VAULT;1.2;AES256;prod
    62383338363935633932343664393731646664333939656534666235393936346333363034663932
    6261663238626437396666393032376665633363316638320a383131633730626434313439333461
    61356463633434396130313466323563396633653936306335663230643134393662356131636366
    3031643930336530650a626566383534316239613934316532376262373338323931663865316166
    6139
    """

  private let vault = Vault(secrets: [
    VaultSecret(password: "s3cret"), VaultSecret(id: "prod", password: "other"),
  ])

  private func fault(_ text: String, _ vault: Vault) -> DiagnosticCode? {
    do throws(DiagnosticError) {
      _ = try vault.decrypt(Array(text.utf8))
      return nil
    } catch {
      return error.diagnostics.first?.code
    }
  }

  @Test(arguments: [plainFormat, identifiedFormat]) func opensWhatAnsibleWrote(_ text: String) throws {
    #expect(String(decoding: try vault.decrypt(Array(text.utf8)), as: UTF8.self) == "a: secret text\n")
    let crlf = text.replacing("\n", with: "\r\n")
    #expect(String(decoding: try vault.decrypt(Array(crlf.utf8)), as: UTF8.self) == "a: secret text\n")
  }

  @Test(arguments: [nil, "default", "prod"] as [String?]) func roundTrips(_ id: String?) throws {
    let secret = VaultSecret(id: "prod", password: "other")
    for text in ["", "x", "sixteen bytes ok", String(repeating: "long ", count: 1000)] {
      let vaulted = try Vault.encrypt(Array(text.utf8), with: secret, id: id)
      #expect(vaulted.hasPrefix(id == "prod" ? "$ANSIBLE_VAULT;1.2;AES256;prod\n" : "$ANSIBLE_VAULT;1.1;AES256\n"))
      #expect(vaulted.split(separator: "\n").allSatisfy { $0.count <= 80 })
      #expect(String(decoding: try vault.decrypt(Array(vaulted.utf8)), as: UTF8.self) == text)
    }
  }

  @Test func faultsAreTold() {
    #expect(fault(Self.plainFormat, Vault()) == .noVaultPassword)
    #expect(fault(Self.plainFormat, Vault(secrets: [VaultSecret(password: "wrong")])) == .wrongVaultPassword)
    #expect(fault(Self.identifiedFormat.replacing("1.2", with: "9.9"), vault) == .unknownVaultFormat)
    #expect(fault(Self.plainFormat.replacing("AES256", with: "ROT13"), vault) == .unknownVaultFormat)
    #expect(fault(String(Self.plainFormat.dropLast(90)), vault) != nil)
    #expect(fault("no vault", vault) == .invalidVault)
  }

  @Test func matchingIDsCanBeRequired() {
    let strict = Vault(
      secrets: [VaultSecret(password: "other"), VaultSecret(id: "prod", password: "wrong")], requiresMatchingID: true)
    #expect(fault(Self.identifiedFormat, strict) == .wrongVaultPassword)
    #expect(fault(Self.identifiedFormat, Vault(secrets: [VaultSecret(password: "other")])) == nil)
  }

  @Test func whatCanBeKnownBeforeARunIsChecked() {
    let wrong = Vault(secrets: [VaultSecret(password: "wrong")])
    #expect(throws: Never.self) { try VaultedText(Self.plainFormat, at: nil, vault: wrong).check() }
    #expect(throws: DiagnosticError.self) {
      try VaultedText("$ANSIBLE_VAULT;1.1;AES256\n36", at: nil, vault: Vault()).check()
    }
    // Its id has no password: it may never be needed.
    #expect(throws: Never.self) { try VaultedText(Self.identifiedFormat, at: nil, vault: wrong).check() }
    #expect(throws: Never.self) { try VaultedText(Self.plainFormat, at: nil, vault: Vault()).check() }
  }

  @Test func alteredTextIsNeverGivenOut() {
    let lines = Self.plainFormat.split(separator: "\n").map(String.init)
    var altered = lines
    let last = lines[lines.count - 1]
    altered[lines.count - 1] = (last.hasPrefix("3") ? "6" : "3") + last.dropFirst()
    #expect(fault(altered.joined(separator: "\n"), vault) != nil)
  }
}
