import FleetCore
import FleetJinja
import FleetPlaybook
import FleetSystem

/// The line above a task: its name with variables filled in as far as the first host knows them.
@EngineActor struct TaskHeadings {
  let play: PlayRun

  func heading(of step: Step, for host: HostRun) -> TaskHeading {
    let task = step.task
    let scope = play.scope(for: host, step: step)
    let reader = KeywordReader(engine: play.run.templates, scope: scope)
    var name = task.action.writtenName
    if let keyword = task.name, keyword.text != "" {
      name = self.name(keyword, reader)
    } else if task.action.kind == .includeRole, let role = task.action.argument("name") ?? task.action.argument("role")
    {
      name += " : \(roleName(role.value, scope))"
    }
    // An `include_role` stands under its own name alone (Ansible's `IncludeRole.get_name`).
    if let role = task.role, !task.isImplicit, task.action.kind != .includeRole { name = "\(role.fullName) : \(name)" }
    let isCheck = (try? reader.bool(task.keywords.checkMode, default: play.run.options.isCheck)) ?? false
    return TaskHeading(
      id: "\(UInt(bitPattern: ObjectIdentifier(task).hashValue))", name: name,
      kind: task.isHandler ? .handler : .task, action: task.action.writtenName,
      path: "\(FilePath.absolute(task.span.file.path)):\(task.span.line)", isCheck: isCheck,
      arguments: play.run.options.displaysArguments ? WrittenArguments.text(of: task) : nil)
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

  /// The role of an include; as written when only a loop's item will tell.
  private func roleName(_ value: TemplatedValue, _ scope: any VariableScope) -> String {
    if case .template(let template) = value {
      return (try? play.run.templates.value(of: value, in: scope)?.string) ?? template.text
    }
    if case .data(.string(let text)) = value { return text }
    return ""
  }
}
