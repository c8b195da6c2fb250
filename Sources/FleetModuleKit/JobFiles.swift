/// The files in an asynchronous job's folder.
package enum JobFiles {
  /// The request, until the job's process has read it.
  package static let request = "request"
  /// The process's id.
  package static let process = "pid"
  /// The answer: one frame, put there in one step when the job is over.
  package static let result = "result"
}
