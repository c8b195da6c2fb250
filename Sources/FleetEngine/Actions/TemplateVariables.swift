import FleetCore
import FleetJinja
import FleetPlaybook
import FleetSystem

/// The variables that only a template file sees: `template_path`, `ansible_managed` and their like.
struct TemplateVariables {
  let path: String
  let task: PlayTask

  var locals: [String: JinjaValue] {
    let status = try? FileSystem.status(path)
    let host = KernelIdentity.current().node
    return [
      "template_path": .string(path), "template_fullpath": .string(path), "template_host": .string(host),
      "template_uid": .int(Int(status?.userID ?? 0)), "ansible_managed": .string("Ansible managed"),
    ]
  }
}
