package import FleetCore

extension DiagnosticCode {
  package static let noVaultPassword = DiagnosticCode(
    "FL0601",
    """
    Something is encrypted with a vault and no vault password was given. Give one with `--vault-password-file FILE`, \
    `--vault-id NAME@FILE`, `--ask-vault-pass`, or the setting `vault_password_file`.
    """)
  package static let wrongVaultPassword = DiagnosticCode(
    "FL0602",
    """
    None of the vault passwords opens the text. Either the password is another one, or the text was altered after it \
    was encrypted; a vault cannot tell the two apart.
    """)
  package static let invalidVault = DiagnosticCode(
    "FL0603",
    """
    A text that starts like a vault is not a whole one: lines are missing, or characters were added or lost. Restore \
    it from version control or encrypt it again.
    """)
  package static let unknownVaultFormat = DiagnosticCode(
    "FL0604", "A vault of a version or cipher that is not known. Versions 1.1 and 1.2 with AES256 are.")
  package static let vaultPasswordSource = DiagnosticCode(
    "FL0605",
    """
    A vault password could not be had from its source: the file is missing or empty, or the script failed. A file that \
    may be executed is run as a script, and its standard output is the password.
    """)
  package static let shortSecret = DiagnosticCode(
    "FL0606",
    """
    A secret is so short that masking it would make the output unreadable, so it is not masked. Choose a longer one.
    """)

  /// The codes of this target, for the catalog.
  package static let vaultCodes: [DiagnosticCode] = [
    noVaultPassword, wrongVaultPassword, invalidVault, unknownVaultFormat, vaultPasswordSource, shortSecret,
  ]
}
