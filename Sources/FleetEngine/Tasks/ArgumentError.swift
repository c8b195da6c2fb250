import FleetCore

/// A template of a task's arguments that failed, with the words Ansible puts before the reason.
struct ArgumentError: Error {
  let module: String
  let argument: String
  let cause: DiagnosticError

  var message: String {
    let name = module.contains(".") ? module : "ansible.builtin.\(module)"
    return "Task failed: Finalization of task args for '\(name)' failed: "
      + "Error while resolving value for '\(argument)': \(cause.description)"
  }
}
