import FleetCore
import FleetJinja
import FleetPlaybook
import FleetVariables

/// The conversation of the task debugger: look at the task, its variables and its result, change its arguments, then go
/// on, repeat or quit (Ansible's `Debugger`). Expressions are Jinja's, which read like Python's here.
@EngineActor struct DebuggerPrompt {
  enum Answer { case goOn, redo, quit }

  let runner: TaskRunner
  let finish: TaskFinish
  /// What earlier stops of this task changed, and this one.
  var changes: TaskChanges
  /// `update_task` was asked for: arguments are shown evaluated.
  private var isUpdated = false

  init(runner: TaskRunner, finish: TaskFinish) {
    self.runner = runner
    self.finish = finish
    changes = runner.changes
  }

  private static let help = """

    Documented commands (type help <topic>):
    ========================================
    EOF  c  continue  h  help  p  pprint  q  quit  r  redo  u  update_task

    """

  private static let topics: [String: String] = [
    "p": "Pretty Print", "pprint": "Pretty Print", "c": "Continue to next result",
    "continue": "Continue to next result",
    "r": "Schedule task for re-execution. The re-execution may not be the next result",
    "redo": "Schedule task for re-execution. The re-execution may not be the next result", "q": "Quit", "quit": "Quit",
    "EOF": "Quit",
    "u": "Recreate the task from ``task._ds``, and template with updated ``task_vars``",
    "update_task": "Recreate the task from ``task._ds``, and template with updated ``task_vars``",
  ]

  mutating func talk() async -> Answer {
    let prompt = "[\(runner.host.name)] TASK: \(runner.heading.name) (debug)> "
    var last = ""
    for _ in 0..<Limits.debuggerCommands {
      guard let line = await TerminalInput.rawLine(prompt: prompt) else { break }
      // An empty line repeats the one before it, as Python's `cmd` has it.
      let text = line.allSatisfy(\.isWhitespace) ? last : line.trimmed
      last = text
      let word = String(text.prefix { $0.isLetter || $0 == "_" })
      let rest = String(text.dropFirst(word.count)).trimmed
      let isCommand = text.count == word.count || text.dropFirst(word.count).first == " "
      switch isCommand && !rest.hasPrefix("=") ? word : "" {
      case "c", "continue": return .goOn
      case "r", "redo": return .redo
      case "q", "quit", "EOF":
        say("User interrupted execution")
        return .quit
      case "h", "help": say(rest.isEmpty ? Self.help : Self.topics[rest] ?? "*** No help on \(rest)")
      case "u", "update_task":
        changes = TaskChanges()
        isUpdated = true
      case "p", "pprint": show(rest)
      default: if !text.isEmpty { obey(text) }
      }
    }
    say("User interrupted execution")
    return .quit
  }

  // MARK: Looking

  private func show(_ text: String) {
    switch text {
    case "task": say("TASK: \(runner.heading.name)")
    case "host": say(runner.host.name)
    default:
      do {
        let expression = try runner.engine.compileExpression("(\(text)) | pprint", origin: nil)
        say(try runner.engine.evaluate(expression, in: scope()).text())
      } catch {
        say("***\(Self.message(error))")
      }
    }
  }

  private static func message(_ error: any Error) -> String {
    switch error {
    case let error as DiagnosticError: error.diagnostics.first?.message ?? error.description
    case let fault as TemplateFault: fault.message
    default: "\(error)"
    }
  }

  /// The task's own scope with the names that the debugger gives: `task`, `task_vars`, `host`, `result`.
  private func scope() throws -> any VariableScope {
    let base = runner.play.scope(for: runner.host, step: runner.step)
    let vars = try runner.engine.compileExpression("vars", origin: nil)
    return ScopeLayering.adding(
      [
        "task_vars": try runner.engine.evaluate(vars, in: base), "host": .string(runner.host.name),
        "task": JinjaValue(.map(try task(base))), "result": JinjaValue(.map(result)),
      ], to: base)
  }

  /// The result, and what Ansible's own object holds it in.
  private var result: ValueMap {
    var result = finish.registered
    result["_result"] = .map(finish.registered)
    return result
  }

  private func task(_ scope: any VariableScope) throws -> ValueMap {
    let task = runner.task
    return [
      "name": .string(task.name?.text ?? ""), "action": .string(task.action.writtenName),
      "args": .map(try arguments(scope)), "when": .list(task.keywords.when.map { .string($0.text) }),
      "register": task.own.register.map { Value.string($0) } ?? .null,
      "tags": .list(task.keywords.tags.map { .string($0.text) }),
      "delegate_to": task.keywords.delegateTo.map { Value.string($0.text) } ?? .null,
    ]
  }

  /// The arguments: as they are written, with the changes; evaluated once `update_task` was given.
  private func arguments(_ scope: any VariableScope) throws -> ValueMap {
    let action = runner.task.action
    if let secret = runner.task.keywords.noLog, secret.literal != false { return [:] }
    var written = action.arguments.map { ($0.key, $0.value) }
    if let free = action.freeForm { written.append((TaskChanges.freeForm, free.value)) }
    written.removeAll { changes.replaces($0.0) }
    written += changes.arguments.sorted { $0.key < $1.key }.map { ($0.key, TemplatedValue.data($0.value)) }
    var map: ValueMap = [:]
    for (name, value) in written {
      if !isUpdated {
        map[name] = WrittenArguments.value(value)
      } else if let value = try runner.engine.value(of: value, in: scope) {
        map[name] = value
      }
    }
    return map
  }

  // MARK: Changing

  /// `task.args['name'] = value`, `task.args = {…}`, `task_vars['name'] = value`, `del task.args['name']`.
  private mutating func obey(_ text: String) {
    if text.hasPrefix("del "), let (owner, name) = Self.place(String(text.dropFirst(4)).trimmed), owner == "task.args" {
      if let name { changes.remove(name) } else { changes.dropsWritten = true }
      return
    }
    guard let (place, value) = Self.assignment(text), let (owner, name) = Self.place(place) else {
      return say("***SyntaxError: `\(text)` is no command; `h` lists them")
    }
    do {
      let expression = try runner.engine.compileExpression(value, origin: nil, rendersConstants: false)
      let data = try runner.engine.evaluate(expression, in: scope()).data()
      switch (owner, name) {
      case ("task_vars", let name?):
        runner.run.variables.state(of: runner.host.name).set(ValueMap([(.string(name), data)]))
      case ("task.args", let name?): changes.set(name, data)
      case ("task.args", nil):
        guard case .map(let all) = data else { return say("***TypeError: `task.args` wants a mapping") }
        changes = TaskChanges(dropsWritten: true)
        for (key, value) in all { changes.set(key.string ?? "", value) }
      default: say("***TypeError: only `task.args` and entries of `task_vars` can be set")
      }
    } catch {
      say("***\(Self.message(error))")
    }
  }

  /// The two sides of the first `=` that is not part of a comparison.
  private static func assignment(_ text: String) -> (place: String, value: String)? {
    guard let equals = text.firstIndex(of: "=") else { return nil }
    let value = String(text[text.index(after: equals)...])
    guard !value.hasPrefix("="), !value.trimmed.isEmpty else { return nil }
    return (String(text[..<equals]).trimmed, value.trimmed)
  }

  /// `task.args`, or `task.args['name']`: the owner and the key.
  private static func place(_ text: String) -> (owner: String, key: String?)? {
    guard let open = text.firstIndex(of: "[") else { return (text, nil) }
    let inside = text[text.index(after: open)...]
    guard inside.last == "]" else { return nil }
    let key = String(inside.dropLast()).trimmed
    guard let quote = key.first, quote == "'" || quote == "\"", key.last == quote, key.count > 2 else { return nil }
    return (String(text[..<open]).trimmed, String(key.dropFirst().dropLast()))
  }

  private func say(_ text: String) { runner.run.emit(.message(text)) }
}
