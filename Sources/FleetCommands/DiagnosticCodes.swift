import FleetCore
import FleetEngine
import FleetInventory
import FleetJinja
import FleetPlaybook
import FleetVariables
import FleetVault
import FleetYAML

extension DiagnosticCode {
  static let badOption = DiagnosticCode("FL0911", "An option of the command line has a value that cannot be read.")
  static let noAnswer = DiagnosticCode(
    "FL0912", "Something was asked on the terminal and nobody answered. Give the answer by an option or a file.")
  static let unknownCode = DiagnosticCode("FL0913", "`fleet explain` was asked for a code that does not exist.")
  static let unknownModuleName = DiagnosticCode("FL0914", "A module was asked for that is not built in.")
  static let unwritableFile = DiagnosticCode("FL0915", "A file of the control machine could not be written.")
  static let editorFailed = DiagnosticCode(
    "FL0916", "The editor could not be run or ended with an error; the encrypted file is as it was before.")
  static let optionConflict = DiagnosticCode(
    "FL0917", "Options of the command line do not go together, or one that is needed is missing.")

  /// The codes of this target, for the catalog.
  static let commandCodes: [DiagnosticCode] = [
    badOption, noAnswer, unknownCode, unknownModuleName, unwritableFile, editorFailed, optionConflict,
  ]

  /// Every code there is, for `fleet explain` and docs/errors.md.
  static var all: [DiagnosticCode] {
    let parts =
      coreCodes + yamlCodes + playbookCodes + jinjaCodes + variableCodes + inventoryCodes + vaultCodes + engineCodes
    return (parts + commandCodes).sorted { $0.name < $1.name }
  }
}
