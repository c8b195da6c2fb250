/// Under which circumstances a module runs.
package struct ModuleContext: Sendable {
  /// Tell what would change; change nothing.
  package var isCheck: Bool
  package var wantsDiff: Bool
  /// Added to the environment of every process.
  package var environment: [String: String]
  /// A private folder for the step's temporary files.
  package var temporaryFolder: String
  /// Where contents lie that the control side sent, each under its SHA-256.
  package var blobFolder: String
  /// Where asynchronous jobs keep their answers, a folder for each.
  package var jobFolder: String
  /// The monotonic clock's seconds at which the step must be over; nil for no bound.
  package var deadline: Double?
  /// Whether the run is being broken off: long waits look at it.
  package var isCancelled: @Sendable () -> Bool

  package init(
    isCheck: Bool = false, wantsDiff: Bool = false, environment: [String: String] = [:],
    temporaryFolder: String = "/tmp", blobFolder: String = "", jobFolder: String = "",
    deadline: Double? = nil,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.isCheck = isCheck
    self.wantsDiff = wantsDiff
    self.environment = environment
    self.temporaryFolder = temporaryFolder
    self.blobFolder = blobFolder
    self.jobFolder = jobFolder
    self.deadline = deadline
    self.isCancelled = isCancelled
  }

  /// The file that holds the content of that SHA-256 (hex).
  package func blobPath(_ digest: String) -> String { blobFolder + "/" + digest }
}
