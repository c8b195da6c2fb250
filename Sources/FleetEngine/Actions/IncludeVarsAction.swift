import FleetCore
import FleetJinja
import FleetPlaybook
import FleetProtocol
import FleetSystem

/// `include_vars`: variables of a file or a folder, for the host and the rest of the run. They stay templates and are
/// evaluated where they are used.
struct IncludeVarsAction: Action {
  static let names = ["include_vars"]

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    let arguments = ActionArguments(task)
    let files: [String]
    if let folder = arguments.text("dir") {
      files = try VariableFolder(arguments).files(in: try Self.find(folder, context))
    } else {
      guard let file = arguments.text("file") ?? task.freeForm?.trimmed, !file.isEmpty else {
        let message =
          "Could not find file on the Ansible Controller.\nIf you are using a module and expect the file to exist on "
          + "the remote, see the remote_src option"
        throw ActionFault(message, ["message": .string(message)])
      }
      files = [try Self.find(file, context)]
    }
    var entries: [(String, VariableTable.Entry)] = []
    for file in files {
      let table = try context.run.loader.loadVariables(file: file)
      entries += table.names.compactMap { name in table[name].map { (name, $0) } }
    }
    if let name = arguments.text("name") { entries = [(name, nested(entries))] }
    var table = VariableTable(entries, source: files.joined(separator: ", "))
    if arguments.text("hash_behaviour") == "merge" { table = try merged(table, context) }
    var result = ModuleResult()
    result.values["ansible_included_var_files"] = .list(files.map { .string($0) })
    if try files.contains(where: { try context.run.files.isVaulted($0) }) { result.values["_ansible_no_log"] = true }
    result.facts = shown(table, context)
    return .variables(table, result)
  }

  /// The path of a name; Ansible tells faults of this action under `message`.
  @EngineActor private static func find(_ name: String, _ context: ActionContext) throws -> String {
    do {
      return try context.find(name, in: "vars")
    } catch let fault as ActionFault {
      let message = "Could not find file on the Ansible Controller: \(fault.message)"
      throw ActionFault(message, ["message": .string(message)])
    }
  }

  /// `hash_behaviour: merge`: mappings are laid over those that the host has by these names.
  @EngineActor private func merged(_ table: VariableTable, _ context: ActionContext) throws -> VariableTable {
    let entries = try table.names.compactMap { name -> (String, VariableTable.Entry)? in
      guard let entry = table[name] else { return nil }
      guard case .map(let below)? = try context.scope.variable(name)?.data(),
        case .map(let above)? = try context.run.templates.value(of: entry.value, in: context.scope)
      else { return (name, entry) }
      return (name, VariableTable.Entry(value: .data(.map(Self.laid(above, over: below))), span: entry.span))
    }
    return VariableTable(entries, source: table.source)
  }

  private static func laid(_ above: ValueMap, over below: ValueMap) -> ValueMap {
    var result = below
    for (key, value) in above {
      if case .map(let inner) = value, case .map(let old)? = result[key] {
        result[key] = .map(laid(inner, over: old))
      } else {
        result[key] = value
      }
    }
    return result
  }

  /// All variables as one mapping under `name`.
  private func nested(_ entries: [(String, VariableTable.Entry)]) -> VariableTable.Entry {
    let pairs = entries.map { (key: TemplatedValue.data(.string($0.0)), value: $0.1.value) }
    return VariableTable.Entry(value: .map(pairs), span: entries.first?.1.span)
  }

  /// What the result shows: values as they stand now, templates that cannot be evaluated yet as their text.
  @EngineActor private func shown(_ table: VariableTable, _ context: ActionContext) -> ValueMap {
    var map: ValueMap = [:]
    for name in table.names {
      guard let entry = table[name] else { continue }
      if let value = try? context.run.templates.value(of: entry.value, in: context.scope) { map[name] = value }
    }
    return map
  }
}

/// The files of `include_vars: dir=...` and its filters.
private struct VariableFolder {
  let depth: Int
  let extensions: [String]
  let ignored: [String]
  let matching: Regex?
  let ignoresUnknown: Bool

  init(_ arguments: ActionArguments) throws {
    depth = try arguments.integer("depth") ?? 0
    extensions = arguments.list("extensions") ?? ["json", "yaml", "yml"]
    ignored = arguments.list("ignore_files") ?? []
    ignoresUnknown = try arguments.bool("ignore_unknown_extensions")
    matching = try arguments.text("files_matching").map { try Regex.compile($0) }
  }

  func files(in folder: String) throws -> [String] {
    var result: [String] = []
    try collect(folder, level: 1, into: &result)
    return result
  }

  private func collect(_ folder: String, level: Int, into result: inout [String]) throws {
    for name in try FileSystem.list(folder).sorted(by: JSONWriter.codePointOrder) {
      let path = FilePath.join(folder, name)
      if FileSystem.isDirectory(path) {
        if depth == 0 || level < depth { try collect(path, level: level + 1, into: &result) }
        continue
      }
      if name.hasPrefix(".") || ignored.contains(name) { continue }
      if let matching, try matching.match(in: name) == nil { continue }
      guard extensions.contains(String(FilePath.splitExtension(name).ext.dropFirst())) else {
        if ignoresUnknown { continue }
        let message = "\(path) does not have a valid extension: \(extensions.joined(separator: ", "))"
        throw ActionFault(message, ["message": .string(message)])
      }
      result.append(path)
    }
  }
}
