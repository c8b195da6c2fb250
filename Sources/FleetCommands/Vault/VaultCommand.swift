/// `fleet vault`, which is `ansible-vault`.
enum VaultCommand {
  static let form = CommandForm(
    "vault", "COMMAND FILE...", "Encrypt, decrypt, view and edit files and strings.", parts: parts
  ) { _, _ in throw UsageFault(message: "the following arguments are required: command") }

  private static let identity = OptionGroup(
    "Encryption",
    [OptionSpec("--encrypt-vault-id", .value("ID"), "the vault id to encrypt with, when there are several")])
  private static let output = OptionGroup(
    "Output", [OptionSpec("--output", .value("FILE"), "write to this file; - for standard output")])

  private static let parts = [
    CommandForm(
      "encrypt", "[FILE...]", "Encrypt files, or standard input.",
      groups: [output, identity, CommonOptions.vault]
    ) { options, session in
      try VaultFiles(options: options, session: session).encrypt()
      return ExitCode.success
    },
    CommandForm(
      "decrypt", "[FILE...]", "Decrypt files, or standard input.", groups: [output, CommonOptions.vault]
    ) { options, session in
      try VaultFiles(options: options, session: session).decrypt()
      return ExitCode.success
    },
    CommandForm("view", "FILE...", "Show encrypted files.", groups: [CommonOptions.vault]) { options, session in
      try VaultFiles(options: options, session: session).view()
      return ExitCode.success
    },
    CommandForm(
      "edit", "FILE...", "Edit encrypted files.", groups: [identity, CommonOptions.vault]
    ) { options, session in
      try VaultEditing(options: options, session: session).edit()
      return ExitCode.success
    },
    CommandForm(
      "create", "FILE", "Write a new encrypted file in an editor.",
      groups: [
        OptionGroup("Terminal", [OptionSpec("--skip-tty-check", "open the editor without a terminal, too")]),
        identity, CommonOptions.vault,
      ]
    ) { options, session in
      try VaultEditing(options: options, session: session).create()
      return ExitCode.success
    },
    CommandForm(
      "encrypt_string", "[STRING...]", "Encrypt strings for use as values in YAML files.",
      groups: [
        OptionGroup(
          "Strings",
          [
            OptionSpec("-p --prompt", "ask for the string"),
            OptionSpec("--show-input", "show the string while it is typed"),
            OptionSpec("-n --name", .values("NAME"), "the variable's name; once for each string"),
            OptionSpec("--stdin-name", .value("NAME"), "the name for the string from standard input"),
          ]), output, identity, CommonOptions.vault,
      ]
    ) { options, session in
      try VaultStrings(options: options, session: session).encrypt()
      return ExitCode.success
    },
    CommandForm(
      "rekey", "FILE...", "Encrypt files with another password.",
      groups: [
        OptionGroup(
          "New password",
          [
            OptionSpec(
              "--new-vault-password-file", .value("FILE"), excludes: ["new-vault-id"], "a file with the new password"),
            OptionSpec(
              "--new-vault-id", .value("ID"), excludes: ["new-vault-password-file"], "the new vault id: name@file"),
          ]), identity, CommonOptions.vault,
      ]
    ) { options, session in
      try VaultFiles(options: options, session: session).rekey()
      return ExitCode.success
    },
  ]
}
