import CSystem
import FleetProtocol
import FleetSystem
import Glibc

/// Which steps were started and how they ended, on disk: after a lost connection nothing is run twice.
final class StepJournal {
  /// Larger answers are journalled without their values.
  private static let resultBytes = 256 << 10
  /// How long to wait for an agent of the same session that still ends a step.
  private static let lockSeconds = 60.0

  private let path: String
  private let descriptor: Int32
  /// How each step of this session ended, as far as conditions need it: whether it was run and did not fail.
  private var outcomes: [UInt64: Bool] = [:]
  /// The steps that were run and failed.
  private var failures: [UInt64] = []
  private var isLoaded = false
  /// Something stands in the file that is no entry: a step that is not found may have been begun all the same.
  private var isDamaged = false

  init(path: String) throws(SystemError) {
    self.path = path
    descriptor = fleet_open(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw SystemError("open", path) }
  }

  deinit { close(descriptor) }

  /// Takes the session from an agent whose connection was lost, once it has ended its step.
  func acquire() throws(SystemError) {
    guard !isLoaded else { return }
    let clock = SystemClock.system
    let end = clock.monotonic() + Self.lockSeconds
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard clock.monotonic() < end else {
        throw SystemError("take over session", path, reason: "an agent of an earlier connection is still at work in it")
      }
      clock.sleep(0.05)
    }
    isLoaded = true
    let (entries, rest) = read()
    // An entry that was not written whole was never acted on; what is appended must not follow on it.
    if rest > 0, !isDamaged, !FileSystem.cut(rest, off: descriptor) { isDamaged = true }
    for (step, fate) in entries {
      if case .finished(let result) = fate { note(step, result) }
    }
  }

  private static func isOK(_ result: ModuleResult) -> Bool { !result.failed && !result.notRun }

  /// Whether the step was run and did not fail.
  func isOK(_ step: UInt64) -> Bool { outcomes[step] ?? false }

  /// Whether one of the steps was run and failed.
  func hasFailure(in steps: Range<UInt64>) -> Bool { failures.contains(where: steps.contains) }

  private func note(_ step: UInt64, _ result: ModuleResult) {
    outcomes[step] = Self.isOK(result)
    if result.failed, !result.notRun { failures.append(step) }
  }

  /// Notes that a step begins. It must not begin when that cannot be noted: after a lost connection it would be asked
  /// for in vain, and done again.
  func start(_ step: UInt64) throws(SystemError) {
    try append(frame(.fate(step: step, .unknown)))
  }

  func finish(_ request: TaskRequest, _ result: ModuleResult) {
    note(request.step, result)
    if result.notRun { return }
    var kept = result
    if request.isSecret { kept = Self.bare(result, "the result was secret and is not kept") }
    var entry = try? frame(.result(step: request.step, kept))
    if (entry?.count ?? Int.max) > Self.resultBytes {
      entry = try? frame(.result(step: request.step, Self.bare(result, "the result was too large to be kept")))
    }
    // When there is no room for the answer, the step stays one whose end nobody knows.
    if let entry { try? append(entry) }
  }

  /// The result without anything a secret could stand in.
  private static func bare(_ result: ModuleResult, _ message: String) -> ModuleResult {
    var bare = ModuleResult()
    bare.changed = result.changed
    bare.failed = result.failed
    bare.skipped = result.skipped
    bare.message = message
    return bare
  }

  func fates(of steps: [UInt64]) -> [(step: UInt64, fate: Message.Fate)] {
    let known = Dictionary(read().entries, uniquingKeysWith: { $1 })
    return steps.map { ($0, known[$0] ?? (isDamaged ? .unknown : .neverStarted)) }
  }

  private func frame(_ message: Message) throws(SystemError) -> [UInt8] {
    do throws(ProtocolError) {
      return try FrameWriter.frame(message)
    } catch {
      throw SystemError("write", path, reason: error.message)
    }
  }

  private func append(_ entry: [UInt8]) throws(SystemError) {
    guard try FileSystem.append(entry, to: descriptor, path: path) else {
      isDamaged = true
      throw SystemError("write", path, code: ENOSPC)
    }
  }

  /// Everything journalled, in order, and how many bytes of an unfinished entry follow. What cannot be read makes the
  /// journal a damaged one.
  private func read() -> (entries: [(UInt64, Message.Fate)], rest: Int) {
    var reader = FrameReader(awaitsPreamble: false)
    guard let bytes = try? FileSystem.read(path) else {
      isDamaged = true
      return ([], 0)
    }
    reader.append(bytes)
    var entries: [(UInt64, Message.Fate)] = []
    do throws(ProtocolError) {
      while let message = try reader.next() {
        switch message {
        case .fate(let step, let fate): entries.append((step, fate))
        case .result(let step, let result): entries.append((step, .finished(result)))
        default: isDamaged = true
        }
      }
    } catch {
      isDamaged = true
    }
    return (entries, reader.pendingBytes)
  }
}
