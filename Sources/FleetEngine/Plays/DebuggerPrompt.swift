import FleetCore
import FleetJinja
import FleetVariables

/// The conversation of the task debugger: look at the task, its variables and its result, then go on, repeat or quit.
@EngineActor struct DebuggerPrompt {
  enum Answer { case goOn, redo, quit }

  let runner: TaskRunner
  let finish: TaskFinish

  func talk() async -> Answer {
    let prompt = "[\(runner.host.name)] TASK: \(runner.heading.name) (debug)> "
    for _ in 0..<Limits.debuggerCommands {
      guard let line = await TerminalInput.rawLine(prompt: prompt) else { return .quit }
      let words = line.trimmed
      switch words {
      case "": continue
      case "c", "continue": return .goOn
      case "r", "redo": return .redo
      case "q", "quit": return .quit
      case "h", "help", "?":
        say("p(rint) EXPRESSION, r(edo), c(ontinue), q(uit); `task_vars` may be set with `NAME = VALUE`")
      case "u", "update_task": continue
      default: obey(words)
      }
    }
    return .quit
  }

  private func obey(_ words: String) {
    for name in ["print ", "p "] where words.hasPrefix(name) {
      return say(show(String(words.dropFirst(name.count)).trimmed))
    }
    guard let (name, text) = assignment(words) else { return say("*** Unknown command: \(words)") }
    do {
      let expression = try runner.engine.compileExpression(text, origin: nil)
      let value = try runner.engine.evaluate(expression, in: scope).data()
      runner.run.variables.state(of: runner.host.name).set(ValueMap([(.string(name), value)]))
    } catch {
      say("***\(error)")
    }
  }

  /// `task_vars['name'] = value`.
  private func assignment(_ words: String) -> (name: String, value: String)? {
    guard words.hasPrefix("task_vars["), let equals = words.firstIndex(of: "="),
      let close = words.firstIndex(of: "]"), close < equals
    else { return nil }
    let name = words[words.index(words.startIndex, offsetBy: 10)..<close]
    return (String(name.filter { $0 != "'" && $0 != "\"" }), String(words[words.index(after: equals)...]).trimmed)
  }

  private var scope: any VariableScope {
    let base = runner.play.scope(for: runner.host, step: runner.step)
    return ScopeLayering.adding(
      [
        "task_vars": JinjaValue.map(MapObject([])), "host": .string(runner.host.name),
        "task": .string("TASK: \(runner.heading.name)"),
        "result": JinjaValue(.map(["_result": .map(finish.registered)])),
      ], to: base)
  }

  private func show(_ text: String) -> String {
    var text = text
    if text == "task" { return "TASK: \(runner.heading.name)" }
    if text == "host" { return runner.host.name }
    if text.hasPrefix("task_vars["), let close = text.firstIndex(of: "]") {
      let name = text[text.index(text.startIndex, offsetBy: 10)..<close].filter { $0 != "'" && $0 != "\"" }
      text = name + text[text.index(after: close)...]
    }
    if text == "task.args" { return JSONWriter(asciiOnly: false).write(finish.registered["invocation"] ?? .map([:])) }
    do {
      let expression = try runner.engine.compileExpression(text, origin: nil)
      return JSONWriter(asciiOnly: false).write(try runner.engine.evaluate(expression, in: scope).data())
    } catch let error as DiagnosticError {
      return "***\(error.description)"
    } catch let fault as TemplateFault {
      return "***\(fault.message)"
    } catch {
      return "***\(error)"
    }
  }

  private func say(_ text: String) { runner.run.emit(.message(text)) }
}
