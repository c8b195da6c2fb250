import FleetModuleKit

/// Two modules and an action, enough to check arguments with.
enum ToyModules {
  struct Copy: ParameterReading {
    static let name = "copy"
    static let summary = "Copy a file."
    init(_ parameters: inout Parameters) {
      _ = parameters.optional("content", "The text.") as String?
      _ = parameters.optional("src", "A file.") as String?
      _ = parameters.required("dest", "Where to.") as String
      _ = parameters.optional("mode", "Permissions.") as String?
      _ = parameters.optional("force", default: true, "Replace other contents.") as Bool
      _ = parameters.optional("remote_src", default: false, "The source is on the machine.") as Bool
      parameters.mutuallyExclusive("content", "src")
    }
  }

  struct Command: ParameterReading {
    static let name = "command"
    static let summary = "Run a program."
    init(_ parameters: inout Parameters) {
      _ = parameters.freeForm("The command.")
      _ = parameters.optional("cmd", "The command.") as String?
      _ = parameters.optional("chdir", "The folder.") as String?
      _ = parameters.optional("creates", "A file.") as String?
    }
  }

  struct Service: ParameterReading {
    static let name = "service"
    static let summary = "Manage a service."
    enum State: String, ParameterChoice { case started, stopped, restarted, reloaded }
    init(_ parameters: inout Parameters) {
      _ = parameters.required("name", "The service.") as String
      _ = parameters.optional("state", "What it should be.") as State?
      _ = parameters.optional("enabled", "At boot.") as Bool?
    }
  }

  static let specs: [String: ModuleSpec] = [
    "copy": ModuleSpec(Copy.self), "command": ModuleSpec(Command.self), "service": ModuleSpec(Service.self),
  ]
  /// Known without a spec.
  static let known: Set<String> = [
    "debug", "set_fact", "include_vars", "include_tasks", "import_tasks", "include_role", "import_role", "meta",
    "template", "shell", "raw", "script", "fetch", "win_copy", "assert", "fail", "ping", "setup", "add_host",
    "group_by",
  ]
}
