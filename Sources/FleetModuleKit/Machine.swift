package import FleetSystem

/// The computer that the agent stands on: the only way for a module to touch anything. In check mode whatever would
/// change it refuses, so that a module which forgets is caught.
package final class Machine {
  package let context: ModuleContext
  package let files: MachineFiles
  package let processes: MachineProcesses
  package let accounts: Accounts
  package let clock: SystemClock
  /// Noted by modules for the result.
  package var warnings: [String] = []

  /// The real machine, unless a test puts something else in place of its programs, accounts or clock.
  package init(
    context: ModuleContext = ModuleContext(), accounts: Accounts = Accounts(), clock: SystemClock = .system,
    runner: @escaping MachineProcesses.Runner = { command throws(SystemError) in try command.run() }
  ) {
    self.context = context
    self.accounts = accounts
    self.clock = clock
    files = MachineFiles(isCheck: context.isCheck)
    processes = MachineProcesses(context: context, clock: clock, runner: runner)
  }

  /// Called by everything that changes the machine; throws in check mode.
  package func willChange(_ what: @autoclosure () -> String) throws(ModuleFailure) {
    guard context.isCheck else { return }
    throw ModuleFailure.changesInCheckMode(what())
  }

  /// Waits, but not beyond the step's deadline nor a cancelled run; false when it is time to give up.
  package func pause(seconds: Double) -> Bool {
    let end = clock.monotonic() + seconds
    while !context.isCancelled() {
      let now = clock.monotonic()
      if let deadline = context.deadline, now >= deadline { return false }
      if now >= end { return true }
      clock.sleep(min(end - now, 0.25))
    }
    return false
  }
}
