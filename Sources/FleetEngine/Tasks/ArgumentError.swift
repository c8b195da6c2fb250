import FleetCore

/// A template of a task's arguments that failed, with the words Ansible puts before the reason.
struct ArgumentError: Error {
  let module: String
  let argument: String
  let cause: DiagnosticError

  /// Which arguments could not be finished.
  var heading: String {
    let name = module.contains(".") ? module : "ansible.builtin.\(module)"
    return "Finalization of task args for '\(name)' failed"
  }

  /// Which one of them, and why.
  var reason: String { "Error while resolving value for '\(argument)': \(cause.description)" }

  var message: String { "Task failed: \(heading): \(reason)" }
}
