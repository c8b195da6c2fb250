/// Every keyword of plays, blocks, roles, tasks and handlers (ansible-core 2.19), where it may stand, and what it
/// wants: drives the loader, its messages and `fleet doc --keywords`.
package enum KeywordTable {
  /// Where a keyword may stand.
  package struct Places: OptionSet, Sendable, Hashable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let play = Places(rawValue: 1)
    package static let role = Places(rawValue: 2)
    package static let block = Places(rawValue: 4)
    package static let task = Places(rawValue: 8)
    package static let handler = Places(rawValue: 16)
    /// `include_tasks` and `include_role`, which take few keywords.
    package static let include = Places(rawValue: 32)
    package static let importPlaybook = Places(rawValue: 64)
    package static let loopControl = Places(rawValue: 128)

    static let tasks: Places = [.task, .handler]
    static let everywhere: Places = [.play, .role, .block, .task, .handler]
  }

  /// What a keyword wants.
  package enum Kind: String, Sendable {
    case bool, int, float, string, list, mapping, conditions, tasks, roles, any, percent
  }

  package struct Entry: Sendable {
    package let name: String
    package let places: Places
    package let kind: Kind
    package let summary: String
  }

  package static let entries: [Entry] = inherited + ofPlays + ofBlocks + ofTasks + ofLoops

  private static let byName: [String: [Entry]] = Dictionary(grouping: entries, by: \.name)

  /// The entry of a keyword that may stand in a place.
  package static func entry(_ name: String, in place: Places) -> Entry? {
    byName[name]?.first { !$0.places.isDisjoint(with: place) }
  }

  package static func isKeyword(_ name: String, in place: Places) -> Bool { entry(name, in: place) != nil }

  package static func names(in place: Places) -> [String] {
    entries.filter { !$0.places.isDisjoint(with: place) }.map(\.name)
  }

  private static func keyword(_ name: String, _ places: Places, _ kind: Kind, _ summary: String) -> Entry {
    Entry(name: name, places: places, kind: kind, summary: summary)
  }

  private static let inherited: [Entry] = [
    keyword("any_errors_fatal", .everywhere, .bool, "An error on one host ends the play for all hosts."),
    keyword("become", .everywhere, .bool, "Whether to act as another user, root when nothing else is said."),
    keyword("become_exe", .everywhere, .string, "The program that changes the user, such as a path to sudo."),
    keyword("become_flags", .everywhere, .string, "Options for the program that changes the user."),
    keyword("become_method", .everywhere, .string, "How the user is changed: sudo, su and the like."),
    keyword("become_user", .everywhere, .string, "The user to act as."),
    keyword("check_mode", .everywhere, .bool, "Whether to change nothing and tell what would change."),
    keyword(
      "collections", .everywhere.union(.include), .list, "Namespaces in which short module and role names are sought."),
    keyword("connection", .everywhere, .string, "How the machine is reached: ssh, local."),
    keyword("debugger", .everywhere.union(.include), .string, "When the task debugger starts."),
    keyword("delegate_facts", [.block, .role, .task, .handler], .bool, "Whether facts belong to the delegated host."),
    keyword("delegate_to", [.block, .role, .task, .handler], .string, "The host that carries the task out instead."),
    keyword("diff", .everywhere, .bool, "Whether the task tells what differs."),
    keyword("environment", .everywhere, .any, "Environment variables of the module's process."),
    keyword("ignore_errors", .everywhere.union(.include), .bool, "A failure does not end the host's play."),
    keyword("ignore_unreachable", .everywhere, .bool, "A lost connection does not end the host's play."),
    keyword("module_defaults", .everywhere, .any, "Arguments that modules get when a task does not give them."),
    keyword("name", .everywhere.union([.include, .importPlaybook]), .string, "What it is called in the output."),
    keyword("no_log", .everywhere.union(.include), .bool, "Whether arguments and results are kept out of the output."),
    keyword("notify", [.block, .task, .handler], .list, "The handlers to run when something changed."),
    keyword("port", .everywhere, .int, "The port of the connection."),
    keyword("remote_user", .everywhere, .string, "The user of the connection."),
    keyword("run_once", .everywhere.union(.include), .bool, "Only the first host acts; its result is for all."),
    keyword(
      "tags", .everywhere.union([.include, .importPlaybook]), .list, "Words to choose tasks by on the command line."),
    keyword("throttle", .everywhere, .int, "How many hosts carry the task out at the same time."),
    keyword("timeout", .everywhere.union(.include), .int, "Seconds that the action may take."),
    keyword("vars", .everywhere.union([.include, .importPlaybook]), .mapping, "Variables for everything inside."),
    keyword(
      "when", [.block, .role, .task, .handler, .include, .importPlaybook], .conditions,
      "Conditions that must all hold; else the task is skipped."),
  ]

  private static let ofPlays: [Entry] = [
    keyword("fact_path", .play, .string, "Where the machine keeps its local facts."),
    keyword("force_handlers", .play, .bool, "Notified handlers run even on hosts that failed."),
    keyword("gather_facts", .play, .bool, "Whether facts are gathered at the start."),
    keyword("gather_subset", .play, .list, "Which facts are gathered."),
    keyword("gather_timeout", .play, .int, "Seconds that gathering one kind of fact may take."),
    keyword("handlers", .play, .tasks, "Tasks that run when they were notified."),
    keyword("hosts", .play, .list, "The hosts, groups or patterns that the play is for."),
    keyword("max_fail_percentage", .play, .percent, "The share of failed hosts of a batch that ends the play."),
    keyword("order", .play, .string, "inventory, reverse_inventory, sorted, reverse_sorted or shuffle."),
    keyword("post_tasks", .play, .tasks, "Tasks after `tasks`."),
    keyword("pre_tasks", .play, .tasks, "Tasks before `roles`."),
    keyword("roles", .play, .roles, "Roles that run before `tasks`."),
    keyword("serial", .play, .list, "How many hosts, or what share, go through the play together."),
    keyword("strategy", .play, .string, "linear (task by task) or free (each host at its own pace)."),
    keyword("tasks", .play, .tasks, "The tasks, after the roles."),
    keyword("vars_files", .play, .list, "Files of variables."),
    keyword("vars_prompt", .play, .list, "Variables that are asked for at the start."),
    keyword("import_playbook", .importPlaybook, .string, "Another playbook whose plays stand here."),
  ]

  private static let ofBlocks: [Entry] = [
    keyword("always", .block, .tasks, "Tasks that run at the end, whatever happened."),
    keyword("block", .block, .tasks, "The tasks of the block."),
    keyword("rescue", .block, .tasks, "Tasks that run when one of the block failed."),
    keyword("role", .role, .string, "The role's name."),
  ]

  private static let ofTasks: [Entry] = [
    keyword("action", .tasks.union(.include), .any, "The module with its arguments, as one text."),
    keyword("args", .tasks.union(.include), .mapping, "Arguments of the module, beside its text."),
    keyword("async", .tasks, .int, "Seconds that the task may take in the background."),
    keyword("changed_when", .tasks, .conditions, "When the task counts as changed."),
    keyword("delay", .tasks, .float, "Seconds between two attempts."),
    keyword("failed_when", .tasks, .conditions, "When the task counts as failed."),
    keyword("listen", .handler, .list, "Topics that the handler is notified by."),
    keyword("local_action", .tasks, .any, "As `action`, on the control machine."),
    keyword("loop", .tasks.union(.include), .any, "A list; the task is done for each item."),
    keyword("loop_control", .tasks.union(.include), .mapping, "How the loop behaves."),
    keyword("poll", .tasks, .int, "Seconds between two looks at a background task; 0 does not wait."),
    keyword("register", .tasks.union(.include), .string, "The variable that gets the result."),
    keyword("retries", .tasks, .int, "How many times the task is tried again."),
    keyword("until", .tasks, .conditions, "The task is repeated until these hold."),
  ]

  private static let ofLoops: [Entry] = [
    keyword("break_when", .loopControl, .conditions, "Ends the loop early."),
    keyword("extended", .loopControl, .bool, "Whether `ansible_loop` is set."),
    keyword("extended_allitems", .loopControl, .bool, "Whether `ansible_loop.allitems` is set."),
    keyword("index_var", .loopControl, .string, "The variable that counts the items from 0."),
    keyword("label", .loopControl, .any, "What the output shows of an item."),
    keyword("loop_var", .loopControl, .string, "The variable that holds the item; `item` by default."),
    keyword("pause", .loopControl, .float, "Seconds between two items."),
  ]
}
