import FleetModuleKit
import FleetModules

/// What `help` says at the console's prompt: the commands, or the parameters of a module.
struct ConsoleHelp {
  let session: CommandSession

  private static let topics: [(name: String, text: String)] = [
    ("become", "Toggle whether the tasks are run with become"),
    ("become_method", "Set the privilege escalation plugin to use when become is enabled"),
    (
      "become_user",
      "Set the user for use with privilege escalation (which remote user attempts to 'become' when become is enabled)"
    ), ("cd", "Change active host/group. \nUsage: cd <group>|<host>|<host pattern>"),
    ("check", "Toggle check_mode for the tasks"),
    ("collections", "Set the collection name search path when using short names for plugins"),
    ("diff", "Toggle diff output for the tasks"), ("exit", "LEAVE!"),
    ("forks", "Set the number of forks to use per task\nUsage: forks <number>"),
    ("help", "List the commands, or show what a command or a module is"),
    ("list", "List the hosts in the current group or a list of groups if you add 'groups'."),
    ("remote_user", "Set the user for use as login to the remote target"),
    ("serial", "Set the number of forks to use per task\nUsage: forks <number>"),
    ("shell", "You can run shell commands through the shell module."),
    ("timeout", "Set task timeout in seconds\nUsage: timeout <seconds>"),
    ("verbosity", "Set the verbosity level, equivalent to -v for 1 and -vvvv for 4."),
  ]

  func show(_ topic: String) {
    if topic.isEmpty { return session.write(overview) }
    if let known = Self.topics.first(where: { $0.name == topic }) { return session.write(known.text + "\n") }
    guard let spec = ModuleCatalog.specs[ModuleNames.short(topic)] else {
      return session.writeError(
        "[ERROR]: \(topic) is not a valid command, use ? to list all valid commands.\n")
    }
    var text = spec.summary + "\nParameters:\n"
    for parameter in spec.parameters { text += "  \(parameter.name)\n" }
    session.write(text)
  }

  private var overview: String {
    var text = "\nDocumented commands (type help <topic>):\n========================================\n"
    text += (Self.topics.map(\.name) + ModuleCatalog.specs.keys.sorted()).joined(separator: "  ")
    return text + "\n\n"
  }
}
