import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// `apt-get update`, when it is due.
struct AptListUpdate {
  private static let stamp = "/var/lib/apt/periodic/update-success-stamp"
  private static let lists = "/var/lib/apt/lists"

  /// What became of the lists.
  struct Outcome {
    var isUpdated: Bool
    /// Seconds since 1970 of their last change.
    var time: Int

    func note(in result: inout ModuleResult) {
      result.values["cache_updated"] = .bool(isUpdated)
      result.values["cache_update_time"] = .int(time)
    }
  }

  private let tool: AptTool
  private let isWanted: Bool
  private let validSeconds: Int
  private let retries: Int
  private let maxDelay: Int
  private let lockTimeout: Int

  init(_ module: AptModule, _ tool: AptTool) {
    self.tool = tool
    isWanted = module.updateCache == true || module.cacheValidTime != 0
    validSeconds = module.cacheValidTime
    retries = module.updateCacheRetries
    maxDelay = module.updateCacheRetryMaxDelay
    lockTimeout = module.lockTimeout
  }

  init(_ tool: AptTool, retries: Int, maxDelay: Int) {
    self.tool = tool
    isWanted = true
    validSeconds = 0
    self.retries = retries
    self.maxDelay = maxDelay
    lockTimeout = 60
  }

  /// When the lists were last brought up to date, as far as files tell.
  static func listTime(_ machine: Machine) -> Timestamp {
    for path in [stamp, lists] {
      if let status = try? machine.files.status(path) { return status.modified }
    }
    return Timestamp(seconds: 0)
  }

  /// nil when no update was asked for.
  func run() throws -> Outcome? {
    guard isWanted else { return nil }
    let before = AptListUpdate.listTime(tool.machine)
    let age = tool.machine.clock.now().double - before.double
    if age <= Double(validSeconds) { return Outcome(isUpdated: false, time: before.seconds) }
    if tool.isCheck { return Outcome(isUpdated: true, time: before.seconds) }
    try fetch()
    let after = AptListUpdate.listTime(tool.machine)
    return Outcome(isUpdated: after != before, time: after.seconds)
  }

  /// Tries again when a server fails, with delays that double; waits for another apt's lock.
  func fetch() throws {
    let words = ["apt-get", "update", "-q", "-o", "APT::Update::Error-Mode=any"]
    let lockDeadline = tool.machine.clock.monotonic() + Double(lockTimeout)
    var reason = "unknown reason"
    var retry = 0
    while retry < retries {
      let output = try tool.change(words)
      let complaint = output.stderrText
      if output.isSuccess, !complaint.hasSubstring("Failed to fetch"),
        !complaint.hasSubstring("Some index files failed")
      {
        return
      }
      reason = output.complaint
      if complaint.hasSubstring("Could not get lock") || complaint.hasSubstring("Unable to lock") {
        guard tool.machine.clock.monotonic() < lockDeadline, tool.machine.pause(seconds: 1) else {
          throw ModuleFailure("Failed to lock apt for exclusive operation: \(reason)")
        }
        continue
      }
      tool.machine.warnings.append(
        "Failed to update cache after \(retry + 1) retries due to \(reason), retrying")
      retry += 1
      guard retry < retries else { break }
      let delay = min(1 << (retry - 1), maxDelay)
      guard tool.machine.pause(seconds: Double(delay)) else { break }
    }
    throw ModuleFailure("Failed to update apt cache after \(retries) retries: \(reason)")
  }
}
