import FleetCore
import FleetPlaybook
import FleetSystem

/// One module on the hosts of a pattern, as a playbook that no file holds.
struct AdHocTask {
  let pattern: String
  let module: String
  /// `key=value`, a command, or an object of JSON.
  let arguments: String
  /// Seconds.
  var background: Int?
  var poll = 15
  var timeout: Int?
  /// The folder that counts as the playbook's.
  var folder: String?

  func playbook(_ run: RunSession) throws(DiagnosticError) -> Playbook {
    var task: ValueMap = [:]
    if arguments.drop(while: \.isWhitespace).hasPrefix("{") {
      task[module] = try JSONReader.read(Array(arguments.utf8), path: "<arguments>")
    } else {
      task[module] = arguments.isEmpty ? .null : .string(arguments)
    }
    if let background {
      task["async"] = .int(background)
      task["poll"] = .int(poll)
    }
    if let timeout { task["timeout"] = .int(timeout) }
    let play: Value = [
      "name": "Ansible Ad-Hoc", "hosts": .string(pattern), "gather_facts": false, "tasks": .list([.map(task)]),
    ]
    let name = folder.map { FilePath.join($0, "<ad-hoc>") } ?? "<ad-hoc>"
    return try run.loader.load(SourceFile(path: name, text: JSONWriter().write(.list([play]))))
  }
}
