package import FleetCore

/// Why a task or an item failed, as ansible-core's default output tells it before the result.
package struct TaskFault: Sendable {
  /// A part of the story and the place that it is about.
  package struct Cause: Sendable {
    package var text: String
    package var place: Span
  }

  /// One line, behind `[ERROR]: `.
  package var headline: String
  /// The task's own place first; more than one when the reason stands elsewhere.
  package var causes: [Cause]
}
