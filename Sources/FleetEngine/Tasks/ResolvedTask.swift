package import FleetCore
import FleetModuleKit
package import FleetPlaybook
package import FleetProtocol
package import FleetTransport

/// A task for one host and one item with everything evaluated: no type behind this one can hold a template.
package struct ResolvedTask: Sendable {
  package let task: PlayTask
  /// The module's catalog name, such as `copy`.
  package let module: String
  package var arguments: ValueMap
  /// The text of `command: ...` and its like, or the word of `meta`.
  package var freeForm: String?
  package let isCheck: Bool
  package let wantsDiff: Bool
  package let isSecret: Bool
  package let environment: [String: String]
  package let timeoutSeconds: UInt32
  /// `async`, and `poll` in seconds; 0 for a task that is waited for as usual.
  package let asyncSeconds: UInt32
  package let pollSeconds: Int
  /// The inventory name of the machine that carries it out: the host itself, or whom it is delegated to.
  package let machine: String
  package let connection: ConnectionSettings
  /// Whom it is delegated to.
  package let delegate: (name: String, address: String)?
  /// Host, task and item in the words of a message.
  package let hostName: String

  /// The request that runs the module as it is; the step id is given when it is sent.
  package func request(module name: String? = nil, arguments other: ValueMap? = nil) -> TaskRequest {
    var request = TaskRequest(step: 0, module: name ?? module, arguments: other ?? arguments)
    request.isCheck = isCheck
    request.wantsDiff = wantsDiff
    request.environment = environment
    request.timeoutSeconds = timeoutSeconds
    request.asyncSeconds = isCheck ? 0 : asyncSeconds
    request.isSecret = isSecret
    return request
  }

  /// The seconds of the task's `timeout` when an answer says that they were over; nil for any other answer.
  func timeout(of answer: ModuleResult) -> Int? {
    guard timeoutSeconds > 0, answer.failed, answer.message?.hasSuffix(ModuleFailure.timeOver) == true else {
      return nil
    }
    return Int(timeoutSeconds)
  }
}
