import FleetCore
import FleetSystem

/// The variables that only a template file sees: `template_path`, `ansible_managed` and their like.
package struct TemplateFileVariables {
  /// As the user wrote it.
  let name: String
  let path: String
  let destination: String?

  package init(name: String, path: String, destination: String?) {
    self.name = name
    self.path = path
    self.destination = destination
  }

  package func values(_ context: EvaluationContext) throws -> [String: JinjaValue] {
    let status = try FileSystem.status(path)
    let host = "/proc/sys/kernel/hostname"
    var values: [String: JinjaValue] = [
      "template_fullpath": .string(path), "template_path": .string(name),
      "template_destpath": destination.map { .string($0) } ?? .null,
      "template_host": .string(FileSystem.isReadable(host) ? FileSystem.readLine(host) ?? "" : ""),
      "template_uid": Accounts().user(id: status.userID).map { .string($0.name) } ?? .int(Int(status.userID)),
      "template_run_date": .object(DateTimeObject.now(utc: false)),
      "template_mtime": .object(DateTimeObject(local: status.modified)),
    ]
    // What a variable says is stronger than the setting.
    if try context.scope.variable("ansible_managed") == nil {
      values["ansible_managed"] = try managed(values, modified: status.modified, context)
    }
    return values
  }

  /// The setting `ansible_managed`: `{file}`, `{host}` and `{uid}` stand for the template's own, `%` begins a
  /// part of the file's time of change, and what is a template then is evaluated.
  private func managed(
    _ values: [String: JinjaValue], modified: Timestamp, _ context: EvaluationContext
  ) throws -> JinjaValue {
    let setting = context.lookupEnvironment?.setting("DEFAULT_MANAGED_STR", pluginType: nil, pluginName: nil)
    guard let setting, case .string(var text) = setting.value else { return .string("Ansible managed") }
    for (key, variable) in [("file", "template_path"), ("host", "template_host"), ("uid", "template_uid")] {
      text = text.replacing("{\(key)}", with: "{{{{ \(variable) }}}}")
    }
    text = text.replacing("{{", with: "{").replacing("}}", with: "}")
    if text.contains("%") { text = modified.formatted(text) }
    guard context.engine.options.mayTemplate(text) else { return .string(text) }
    let template = try context.engine.compile(text, origin: nil)
    return try context.engine.evaluate(template, in: ChildScope(parent: context.scope, locals: values))
  }
}
