package import FleetCore

/// One step for the agent: a module, its final arguments, and under which condition to run it.
package struct TaskRequest: Sendable, Hashable {
  /// Whether a step runs, decided by the agent without another round trip.
  package enum Condition: Sendable, Hashable {
    case always
    /// Only if the step with this id was run and did not fail.
    case ifOK(UInt64)
    /// Only if none of the steps with these ids, the upper one not among them, was run and failed: what is sent before
    /// the answers to earlier tasks are there.
    case unlessFailed(Range<UInt64>)
  }

  /// Unique within a run and a machine; the journal's key.
  package var step: UInt64
  /// The module's short name, such as `copy`.
  package var module: String
  package var arguments: ValueMap
  package var condition: Condition = .always
  package var isCheck = false
  package var wantsDiff = false
  /// Added to the environment of every process the module starts.
  package var environment: [String: String] = [:]
  /// Seconds after which the step is killed and failed; 0 for no bound.
  package var timeoutSeconds: UInt32 = 0
  /// SHA-256 (hex) of contents that must be on the machine before the step runs; they were sent as blobs.
  package var blobs: [String] = []
  /// Nothing of the step may be journalled in clear.
  package var isSecret = false
  /// Seconds an asynchronous job may run (`async`); 0 for a normal step.
  package var asyncSeconds: UInt32 = 0

  package init(step: UInt64, module: String, arguments: ValueMap = [:]) {
    self.step = step
    self.module = module
    self.arguments = arguments
  }
}
