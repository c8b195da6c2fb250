package import FleetCore
package import FleetProtocol

/// What the agent carries out on a machine under a task's `module:` name.
package protocol Module: ParameterReading {
  /// Does the work, or tells what it would do in check mode. Throws `ModuleFailure` or `SystemError`.
  func run(on machine: Machine) throws -> ModuleResult
}

/// A module that says what is, what should be, and how to get there. `run` is written once: read, compare, attach the
/// diff, stop there in check mode, else converge.
package protocol StateModule: Module {
  associatedtype State: Equatable
  func current(on machine: Machine) throws -> State
  func desired(from current: State, on machine: Machine) throws -> State
  func converge(_ machine: Machine, from current: State, to desired: State) throws
  /// The entries of Ansible's `diff`; asked for only when there is a difference and the run wants it.
  func diff(from current: State, to desired: State) -> [ModuleResult.Diff]
  /// The values that `register` gets; called at the end, also when nothing changed.
  func values(from current: State, to desired: State, on machine: Machine) throws -> ValueMap
}

extension StateModule {
  package func diff(from current: State, to desired: State) -> [ModuleResult.Diff] {
    [ModuleResult.Diff(before: .string("\(current)\n"), after: .string("\(desired)\n"))]
  }

  package func values(from current: State, to desired: State, on machine: Machine) throws -> ValueMap { [:] }

  package func run(on machine: Machine) throws -> ModuleResult {
    let current = try current(on: machine)
    let desired = try desired(from: current, on: machine)
    var result = ModuleResult()
    result.changed = current != desired
    if result.changed {
      if machine.context.wantsDiff { result.diffs = diff(from: current, to: desired) }
      if !machine.context.isCheck { try converge(machine, from: current, to: desired) }
    }
    result.values = try values(from: current, to: desired, on: machine)
    return result
  }
}
