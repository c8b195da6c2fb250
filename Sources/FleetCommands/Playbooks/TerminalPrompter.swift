import FleetCore
import FleetEngine
import FleetPlaybook
import FleetVault
import Glibc

/// Asks for the values of a play's `vars_prompt`, except those that `-e` gives.
struct TerminalPrompter: VariablePrompter {
  let redactor: Redactor
  let extraNames: Set<String>

  func answers(for play: Play) async throws(DiagnosticError) -> ValueMap {
    var answers = ValueMap()
    for prompt in play.settings.prompts where !extraNames.contains(prompt.name) {
      answers[prompt.name] = try answer(prompt)
    }
    return answers
  }

  private func answer(_ prompt: VarsPrompt) throws(DiagnosticError) -> Value {
    guard isatty(0) == 1 else {
      // Ansible warns and takes the default when there is no terminal.
      return prompt.defaultValue ?? .string("")
    }
    var words = prompt.prompt
    if let value = prompt.defaultValue, !value.isNull { words += " [\(JSONWriter.keyText(value))]" }
    words += ": "
    while true {
      let first = try PasswordPrompt.line(words, isHidden: prompt.isPrivate)
      if prompt.confirm {
        let second = try PasswordPrompt.line("confirm \(words)", isHidden: prompt.isPrivate)
        guard first == second else {
          Terminal.write(Array("***** VALUES ENTERED DO NOT MATCH ****\n".utf8), to: 2)
          continue
        }
      }
      if prompt.isPrivate, !first.isEmpty { redactor.add(first) }
      if first.isEmpty, let value = prompt.defaultValue { return value }
      guard prompt.encrypt == nil else {
        throw DiagnosticError(
          .optionConflict, "`encrypt` of a prompt is not supported", at: prompt.span,
          help: ["use the filter `password_hash` where the value is used"])
      }
      return .string(first)
    }
  }
}
