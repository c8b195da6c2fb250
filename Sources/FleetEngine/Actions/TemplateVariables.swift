import FleetCore
import FleetJinja
import FleetSystem

/// The variables that only a template file sees: `template_path`, `ansible_managed` and their like.
struct TemplateVariables {
  /// As the task names the template, and where it was found.
  let name: String
  let path: String
  let dest: String
  /// `ansible_managed` of the settings.
  let managedText: String

  func locals(in scope: any VariableScope, _ templates: TemplateEngine) throws -> [String: JinjaValue] {
    let status = try FileSystem.status(path)
    let host = KernelIdentity.current().node
    let owner = Accounts().user(id: status.userID)?.name ?? String(status.userID)
    var locals: [String: JinjaValue] = [
      "template_path": .string(name), "template_fullpath": .string(path), "template_destpath": .string(dest),
      "template_host": .string(host), "template_uid": .string(owner),
      "template_mtime": .object(DateTimeObject(local: status.modified)),
      "template_run_date": .object(DateTimeObject.now(utc: false)),
    ]
    if try scope.variable("ansible_managed") == nil {
      locals["ansible_managed"] = try managed(status.modified, ScopeLayering.adding(locals, to: scope), templates)
    }
    return locals
  }

  /// The settings' text is a template of its own; names stay variables in it, so that no name can become code.
  private func managed(
    _ modified: Timestamp, _ scope: any VariableScope, _ templates: TemplateEngine
  ) throws -> JinjaValue {
    if managedText.utf8.allSatisfy({ $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "{") }) {
      return .string(managedText)
    }
    // As in Python's `str.format`, doubled braces are braces.
    var text = managedText.replacing("{{", with: "\u{1}").replacing("}}", with: "\u{2}")
    for (word, variable) in [("host", "template_host"), ("uid", "template_uid"), ("file", "template_path")] {
      text = text.replacing("{\(word)}", with: "{{ \(variable) }}")
    }
    text = modified.formatted(text.replacing("\u{1}", with: "{").replacing("\u{2}", with: "}"))
    return .string(try templates.render(try templates.compile(text, origin: nil), in: scope))
  }
}
