import FleetCore
import FleetPlaybook

/// The line above a task: its name with variables filled in as far as the first host knows them.
@EngineActor struct TaskHeadings {
  let play: PlayRun

  func heading(of task: PlayTask, for host: HostRun) -> TaskHeading {
    let scope = play.scope(for: host, task: task)
    let reader = KeywordReader(engine: play.run.templates, scope: scope)
    var name = task.action.writtenName
    if let keyword = task.name { name = self.name(keyword, reader) }
    if let role = task.role, !task.isImplicit { name = "\(role.fullName) : \(name)" }
    let isCheck = (try? reader.bool(task.keywords.checkMode, default: play.run.options.isCheck)) ?? false
    return TaskHeading(
      id: "\(UInt(bitPattern: ObjectIdentifier(task).hashValue))", name: name,
      kind: task.isHandler ? .handler : .task, action: task.action.writtenName,
      path: "\(task.span.file.path):\(task.span.line)", isCheck: isCheck)
  }

  /// A name that cannot be evaluated says so in its place, as Ansible's does.
  private func name(_ keyword: Keyword<String>, _ reader: KeywordReader) -> String {
    do {
      return try reader.text(keyword) ?? ""
    } catch let error as DiagnosticError {
      return isWhole(keyword.text) ? FailedTemplate.text(error) : keyword.text
    } catch {
      return keyword.text
    }
  }

  private func isWhole(_ text: String) -> Bool {
    let text = text.trimmed
    return text.hasPrefix("{{") && text.hasSuffix("}}")
  }
}
