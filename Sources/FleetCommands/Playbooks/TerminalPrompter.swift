import FleetCore
import FleetEngine
import FleetJinja
import FleetPlaybook
import FleetReport
import FleetVault
import Glibc

/// Asks for the values of a play's `vars_prompt`, except those that `-e` gives (Ansible's `do_var_prompt`).
struct TerminalPrompter: VariablePrompter {
  let redactor: Redactor
  let extraNames: Set<String>

  func answers(for play: Play) async throws(DiagnosticError) -> ValueMap {
    var answers = ValueMap()
    for prompt in play.settings.prompts where !extraNames.contains(prompt.name) {
      answers[prompt.name] = try encrypted(try answer(prompt), prompt)
    }
    return answers
  }

  private func answer(_ prompt: VarsPrompt) throws(DiagnosticError) -> Value {
    guard isatty(0) == 1 else {
      Terminal.write(Array("[WARNING]: Not prompting as we are not in interactive mode\n".utf8), to: 2)
      return prompt.defaultValue ?? .null
    }
    var words = prompt.prompt.isEmpty ? "input for \(prompt.name)" : prompt.prompt
    if !prompt.prompt.isEmpty, let value = prompt.defaultValue, !value.isNull {
      words += " [\(JSONWriter.keyText(value))]"
    }
    words += ": "
    var text = try PasswordPrompt.line(words, isHidden: prompt.isPrivate)
    if prompt.confirm {
      while try PasswordPrompt.line("confirm \(words)", isHidden: prompt.isPrivate) != text {
        Terminal.write(Array("***** VALUES ENTERED DO NOT MATCH ****\n".utf8))
        text = try PasswordPrompt.line(words, isHidden: prompt.isPrivate)
      }
    }
    if prompt.isPrivate, !text.isEmpty { redactor.add(text) }
    if text.isEmpty, let value = prompt.defaultValue, !value.isNull { return value }
    return .string(text)
  }

  /// `encrypt`: the value is the hash of what was typed.
  private func encrypted(_ value: Value, _ prompt: VarsPrompt) throws(DiagnosticError) -> Value {
    guard let method = prompt.encrypt, !value.isNull else { return value }
    do {
      let hash = try PasswordHash(type: method, salt: prompt.salt, saltSize: prompt.saltSize)
      return .string(try hash.hash(value.string ?? JSONWriter.keyText(value)))
    } catch {
      throw DiagnosticError(
        .optionConflict, "`encrypt: \(method)` of the prompt `\(prompt.name)`: \(error)", at: prompt.span,
        help: ["ansible knows md5_crypt, bcrypt, sha256_crypt and sha512_crypt"])
    }
  }
}
