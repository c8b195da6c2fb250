/// The bounds of everything that could grow: one file, with units.
package enum Limits {
  /// Nesting of YAML nodes, JSON values and template brackets.
  package static let nestingDepth = 500
  /// Bytes of one YAML file or inventory script's answer.
  package static let sourceFileBytes = 64 << 20
  /// YAML nodes of one document, after aliases are expanded (against "billion laughs").
  package static let yamlNodes = 4_000_000
  /// Lines looked at after a scalar's start to place a part of it.
  package static let scalarSearchLines = 400
  /// Templates that call each other (includes, macros, variables that refer to variables).
  package static let templateDepth = 200
  /// Characters that one template may produce.
  package static let templateOutputCharacters = 64 << 20
  /// Bytes of text that one filter may give: quoting again and again doubles a text each time.
  package static let filterTextBytes = 16 << 20
  /// Elements that `range()`, `*` or a filter may produce.
  package static let sequenceElements = 10_000_000
  /// Rounds that all loops of one template may make together.
  package static let templateLoopRounds = 2_000_000
  /// Bits of an integer that an expression may compute.
  package static let integerBits = 1 << 16
  /// Operators and statements inside each other in one template, beyond brackets.
  package static let syntaxDepth = 400
  /// Operators, filters or members in one chain of an expression.
  package static let operatorChain = 1000
  /// Syntax faults of templates that are kept for the check before a run.
  package static let deferredFaults = 1000
  /// Dynamic includes that the check before a run follows in one play, and files that one templated name may mean.
  package static let checkedIncludes = 10_000
  package static let guessedFiles = 200
  /// Digits of an integer literal, and of an integer that becomes text (Python's own bound).
  package static let integerDigits = 4300
  /// Steps of a regular expression match before it is given up (PCRE2 match limit).
  package static let regexSteps: UInt32 = 5_000_000
  /// Bytes of one protocol frame: a command's output and error at their bounds, in base64, still fit.
  package static let frameBytes = 96 << 20
  /// Values in one protocol frame: a frame of tiny values must not take a hundred times its size in memory.
  package static let frameValues = 4_000_000
  /// Bytes that a login shell may print before the agent's first word.
  package static let bannerBytes = 1 << 20
  /// Bytes of that text kept for messages.
  package static let bannerTextBytes = 2 << 10
  /// Bytes of one chunk of a large content.
  package static let chunkBytes = 128 << 10
  /// Bytes of standard output or error kept from one command.
  package static let commandOutputBytes = 32 << 20
  /// SSH handshakes at the same time.
  package static let parallelHandshakes = 50
  /// Names looked up at the same time, each on a thread.
  package static let parallelLookups = 16
  /// Seconds for which an sshd that is too busy to greet (MaxStartups) is asked again.
  package static let busyPatienceSeconds = 20.0
  /// Seconds that key exchange and login may take at least, whatever the time for connecting.
  package static let loginSeconds = 30.0
  /// Seconds without a word after which a starting agent is given up; slow profiles are common.
  package static let agentStartSeconds = 60.0
  /// Seconds that sudo and its like may take to ask for a password or let in.
  package static let becomeSeconds = 20.0
  /// Of a line that a machine wrote before its agent ran, in a message.
  package static let launchLineCharacters = 240
  /// Attempts to reconnect after a connection was lost in the middle of steps.
  package static let reconnectAttempts = 4
  /// Bytes of a content up to which it is sent without asking whether the machine has it.
  package static let unaskedBlobBytes = 16 << 10
  /// Bytes of contents of tasks that are sent before their turn.
  package static let aheadContentBytes = 512 << 10
  /// Tasks that are sent before their turn.
  package static let aheadTasks = 64
  /// Files that the program asks to be allowed to have open.
  package static let openFiles = 65_536
  /// Machines connected at the same time, however many files may be open.
  package static let connectedMachines = 4_000
  /// Seconds after which a task that some hosts have done names those that have not.
  package static let stragglerSeconds = 20
  /// Hosts that such a line names.
  package static let stragglersShown = 5
  /// Requests in flight on one connection.
  package static let requestsInFlight = 256
  /// Roles that depend on roles, playbooks that import playbooks, files that include files.
  package static let includeDepth = 100
  /// Commands given to the task debugger at one stop.
  package static let debuggerCommands = 10_000
  /// Edit distance within which a name is suggested, as a share of its length.
  package static let suggestionDistance = 3
  /// Diagnostics printed for one run before "and N more".
  package static let diagnosticsShown = 100
  /// Characters of a source line that are drawn around a diagnostic's place; a longer line is cut at both ends.
  package static let diagnosticColumns = 140
  /// Places shown for one diagnostic.
  package static let diagnosticLabels = 4
  /// Hosts of an inventory, and host names that one range stands for.
  package static let inventoryHosts = 1_000_000
  /// Seconds of the longest wait that a playbook can ask for (31 years): what nanoseconds in 64 bits surely hold.
  package static let longestWait = 1e9
}
