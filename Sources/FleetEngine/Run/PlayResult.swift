/// How a play ended (ansible-core's result of `TaskQueueManager.run`).
package enum PlayResult: Sendable {
  case ok, failed, unreachable
}
