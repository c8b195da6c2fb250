import FleetCore
import FleetJinja
import FleetPlaybook
import FleetSystem
import Glibc

/// The variables that only a template file sees: `template_path`, `ansible_managed` and their like.
struct TemplateVariables {
  let path: String
  let task: PlayTask

  /// As Python shows a local `datetime`.
  private static func text(_ time: Timestamp) -> String {
    let fraction = String(1_000_000 + time.nanoseconds / 1000).dropFirst()
    return time.formatted("%Y-%m-%d %H:%M:%S") + (time.nanoseconds == 0 ? "" : ".\(fraction)")
  }

  var locals: [String: JinjaValue] {
    let status = try? FileSystem.status(path)
    let host = KernelIdentity.current().node
    let modified = status.map { Self.text($0.modified) }
    return [
      "template_path": .string(path), "template_fullpath": .string(path), "template_host": .string(host),
      "template_uid": .int(Int(status?.userID ?? 0)), "ansible_managed": .string("Ansible managed"),
      "template_mtime": .string(modified ?? ""), "template_run_date": .string(Self.text(Timestamp(seconds: time(nil)))),
    ]
  }
}
