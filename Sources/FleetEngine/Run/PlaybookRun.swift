package import FleetCore
package import FleetPlaybook

/// Runs playbooks from start to recap: the engine's entry.
@EngineActor package struct PlaybookRun {
  package let context: RunContext
  /// Asks for `vars_prompt` values before a play begins.
  package let prompter: any VariablePrompter

  package init(context: RunContext, prompter: any VariablePrompter) {
    self.context = context
    self.prompter = prompter
  }

  /// Runs every play; a fault that belongs to no task (a pattern that cannot be read, a handler that nobody defines)
  /// ends the run and is given back beside the counts.
  package func perform(_ playbooks: [Playbook]) async -> RunReport {
    context.emit(.runStarted(RunHeading(isCheck: context.options.isCheck)))
    for playbook in playbooks {
      context.emit(.playbookStarted(path: playbook.path))
      if context.options.verbosity >= 2 {
        context.emit(.message("\(playbook.plays.count) plays in \(playbook.path)"))
      }
      for play in playbook.plays {
        do {
          let answers = try await prompter.answers(for: play)
          guard try await PlayExecutor(run: context, play: play).perform(promptAnswers: answers) else { break }
        } catch let error as DiagnosticError {
          context.fatal = error
        } catch {
          context.fatal = DiagnosticError(.includeFault, "\(error)")
        }
        if context.isCancelled || context.fatal != nil { break }
      }
      if context.isCancelled || context.fatal != nil || context.lastResult != .ok { break }
    }
    if let fatal = context.fatal { context.emit(.diagnostics(fatal.diagnostics)) }
    // Ansible shows no counts when the run itself broke, or was left at the debugger's prompt.
    if context.fatal == nil, !context.isLeft { context.emit(.runFinished(context.statistics)) }
    return RunReport(
      statistics: context.statistics, fatal: context.fatal, isCancelled: context.isCancelled,
      result: context.lastResult)
  }
}

/// What a run came to, for the exit code.
package struct RunReport: Sendable {
  package let statistics: RunStatistics
  package let fatal: DiagnosticError?
  package let isCancelled: Bool
  package let result: PlayResult
}

/// Asks the user for the values of `vars_prompt`.
package protocol VariablePrompter: Sendable {
  func answers(for play: Play) async throws(DiagnosticError) -> ValueMap
}
