import FleetCore
package import FleetEngine
import FleetSystem
import Glibc

/// The time of each task, and the longest at the end (the callbacks `profile_tasks` and `profile_roles`).
package final class ProfileReport: RunListener {
  /// What is summed up.
  package enum Unit: Sendable { case task, role }

  /// What a user can set about it.
  package struct Options: Sendable {
    package var unit = Unit.task
    /// `descending`, `ascending` or `none`.
    package var order = "descending"
    /// Nil shows all.
    package var limit: Int? = 20
    package var showsSummaryOnly = false
    package var verbosity = 0
    package init() {}
  }

  private struct Row {
    let name: String
    let path: String
    var startedAt: Double
    var elapsed = 0.0
  }

  private let options: Options
  private let output: TextOutput
  private let firstTime = SystemClock.system.monotonic()
  @EngineActor private var lastTime = SystemClock.system.monotonic()
  @EngineActor private var rows: [String: Row] = [:]
  @EngineActor private var order: [String] = []
  @EngineActor private var current: String?

  package init(options: Options, output: TextOutput) {
    self.options = options
    self.output = output
  }

  @EngineActor package func receive(_ event: RunEvent) {
    switch event {
    case .taskStarted(let heading): begin(heading)
    case .runFinished: finish()
    default: break
    }
  }

  @EngineActor private func begin(_ heading: TaskHeading) {
    if !options.showsSummaryOnly, options.unit == .task { output.write(timeLine() + "\n") }
    let now = SystemClock.system.monotonic()
    close(now)
    let parts = heading.name.split(separator: " : ", maxSplits: 1)
    let role = parts.count > 1 ? String(parts[0]) : heading.action
    let key = options.unit == .task ? heading.id : role
    if rows[key] == nil {
      order.append(key)
      rows[key] = Row(name: options.unit == .task ? heading.name : role, path: heading.path, startedAt: now)
    } else {
      rows[key]?.startedAt = now
    }
    current = key
  }

  @EngineActor private func close(_ now: Double) {
    guard let current, let row = rows[current] else { return }
    rows[current]?.elapsed += now - row.startedAt
  }

  @EngineActor private func finish() {
    output.banner(options.unit == .task ? "TASKS RECAP" : "ROLES RECAP")
    output.write(timeLine() + "\n" + String(repeating: "=", count: 79) + " \n")
    close(SystemClock.system.monotonic())
    var shown = order.compactMap { rows[$0] }
    switch options.order {
    case "ascending": shown.sort { $0.elapsed < $1.elapsed }
    case "none": break
    default: shown.sort { $0.elapsed > $1.elapsed }
    }
    for row in shown.prefix(options.limit ?? shown.count) {
      let time = " \(Self.decimal(row.elapsed, 2))s"
      output.write(
        Self.padded(row.name + " ", to: output.columns - 9)
          + String(repeating: "-", count: max(0, 9 - time.count)) + time + "\n")
      if options.verbosity >= 2 { output.write(Self.padded(row.path + " ", to: output.columns) + "\n") }
    }
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: "-", count: max(0, width - text.unicodeScalars.count))
  }

  /// `Thursday 11 June 2017  22:50:53 +0100 (0:00:00.721)       0:00:05.322 ****`.
  @EngineActor private func timeLine() -> String {
    let now = SystemClock.system.monotonic()
    var text = "\(Self.localTime()) (\(Self.clock(now - lastTime)))       \(Self.clock(now - firstTime)) "
    lastTime = now
    text += String(repeating: "*", count: max(3, 79 - text.unicodeScalars.count)) + " "
    return text
  }

  private static func localTime() -> String {
    var seconds = time(nil)
    var parts = tm()
    localtime_r(&seconds, &parts)
    var buffer = [CChar](repeating: 0, count: 128)
    let count = strftime(&buffer, buffer.count, "%A %d %B %Y  %H:%M:%S %z", &parts)
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func clock(_ seconds: Double) -> String {
    let total = Int(seconds * 1000)
    return "\(total / 3_600_000):\(pad(total / 60_000 % 60, 2)):\(pad(total / 1000 % 60, 2)).\(pad(total % 1000, 3))"
  }

  private static func pad(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }

  private static func decimal(_ number: Double, _ digits: Int) -> String {
    let scaled = Int((number * 100).rounded())
    return "\(scaled / 100).\(pad(scaled % 100, digits))"
  }
}
