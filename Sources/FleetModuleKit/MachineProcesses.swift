package import FleetSystem

/// The programs of the machine. Every one gets the task's environment and ends with the step's deadline.
package struct MachineProcesses {
  package typealias Runner = (Command) throws(SystemError) -> CommandOutput

  private let context: ModuleContext
  private let clock: SystemClock
  private let runner: Runner

  init(context: ModuleContext, clock: SystemClock, runner: @escaping Runner) {
    self.context = context
    self.clock = clock
    self.runner = runner
  }

  /// Runs a program that only looks.
  package func query(_ command: Command) throws -> CommandOutput { try start(command) }

  /// Runs a program that only looks, by its words.
  package func query(_ words: String...) throws -> CommandOutput { try start(Command(words)) }

  /// Runs a program that may change the machine; refused in check mode.
  package func run(_ command: Command) throws -> CommandOutput {
    if context.isCheck {
      throw ModuleFailure.changesInCheckMode("run `\(command.arguments.first ?? "")`")
    }
    return try start(command)
  }

  /// Runs a program that may change the machine, by its words.
  package func run(_ words: String...) throws -> CommandOutput { try run(Command(words)) }

  /// Where a program is; nil when the machine has none of that name.
  package func locate(_ name: String) -> String? { Command.locate(name, path: context.environment["PATH"]) }

  private func start(_ command: Command) throws -> CommandOutput {
    var command = command
    command.environment = context.environment.merging(command.environment) { $1 }
    var isStepBound = false
    if let deadline = context.deadline {
      let rest = max(0.001, deadline - clock.monotonic())
      if command.timeoutSeconds == 0 || rest < command.timeoutSeconds {
        command.timeoutSeconds = rest
        isStepBound = true
      }
    }
    let output = try runner(command)
    if output.isTimedOut, isStepBound {
      throw ModuleFailure("`\(command.arguments.first ?? "")` \(ModuleFailure.timeOver)")
    }
    return output
  }
}
