import FleetCore
import FleetJinja
import FleetPlaybook
import Synchronization

/// The tables of a play's `vars_files`. Names without a template are read once a play; others once a host, again when
/// its facts were gathered.
final class VarsFileCache: Sendable {
  private struct Key: Hashable {
    let play: ObjectIdentifier
    let host: String?
    let isGathered: Bool
  }
  private let known = Mutex<[Key: [VariableTable]]>([:])

  /// The strongest first.
  func tables(
    for host: String?, in context: PlayContext?, task: PlayTask?, variables: RunVariables
  ) throws(DiagnosticError) -> [VariableTable] {
    guard let context, !context.play.settings.varsFiles.isEmpty else { return [] }
    let files = context.play.settings.varsFiles
    let isStatic = files.allSatisfy { $0.candidates.allSatisfy { $0.template == nil } }
    let isGathered = !isStatic && host.map { variables.state(of: $0).hasGatheredFacts } ?? false
    let key = Key(play: ObjectIdentifier(context.play), host: isStatic ? nil : host, isGathered: isGathered)
    if let found = known.withLock({ $0[key] }) { return found }
    var tables: [VariableTable] = []
    for file in files {
      // Later files see the variables of the earlier ones, as in Ansible.
      let scope = TaskScope(
        layers: VariableLayers(
          variables: variables, host: host, task: nil, play: context, varsFiles: tables.reversed()))
      if let table = try load(file, context, scope, isGathered: isGathered, hasTask: task != nil) {
        tables.append(table)
      }
    }
    tables.reverse()
    known.withLock { $0[key] = tables }
    return tables
  }

  private func load(
    _ file: VarsFile, _ context: PlayContext, _ scope: TaskScope, isGathered: Bool, hasTask: Bool
  ) throws(DiagnosticError) -> VariableTable? {
    for candidate in file.candidates {
      let name: String?
      do {
        name = try candidate.value(in: scope)
      } catch {
        if isGathered, hasTask { throw error }
        scope.variables.warn(
          Diagnostic(
            candidate.undefinedCode(error), "vars_files entry skipped: \(error.description)", at: candidate.span,
            severity: .warning))
        return nil
      }
      let search = SearchPath(folders: [context.play.directory], base: scope.variables.settings.playbookDirectory)
      guard let name, let path = search.find(name, kind: "vars") else { continue }
      return try scope.variables.loader.loadVariables(file: path)
    }
    return nil
  }
}

extension Keyword {
  /// The code under which an entry that could not be evaluated is reported.
  func undefinedCode(_ error: DiagnosticError) -> DiagnosticCode { error.diagnostics.first?.code ?? .variableFailed }
}
