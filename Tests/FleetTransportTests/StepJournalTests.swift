import FleetProtocol
import FleetSystem
import Glibc
import Testing

@testable import FleetAgent

@Suite struct StepJournalTests {
  private func with(_ body: (String) throws -> Void) throws {
    let folder = try FileSystem.makeTemporaryDirectory(in: "/tmp", prefix: "fleet-journal-")
    defer { try? FileSystem.removeTree(folder) }
    try body("\(folder)/journal")
  }

  private func opened(_ path: String) throws -> StepJournal {
    let journal = try StepJournal(path: path)
    try journal.acquire()
    return journal
  }

  private func words(_ fates: [(step: UInt64, fate: Message.Fate)]) -> [String] {
    fates.map { entry in
      switch entry.fate {
      case .finished(let result): result.failed ? "failed" : "done"
      case .unknown: "unknown"
      case .neverStarted: "never"
      }
    }
  }

  private func wrote(_ path: String) throws {
    let journal = try opened(path)
    try journal.start(1)
    journal.finish(TaskRequest(step: 1, module: "ping"), ModuleResult())
    try journal.start(2)
  }

  @Test func aNextAgentReadsWhatTheLastOneWrote() throws {
    try with { path in
      try wrote(path)
      #expect(words(try opened(path).fates(of: [1, 2, 3])) == ["done", "unknown", "never"])
    }
  }

  /// The machine lost power while the third step was being noted: that step had not begun.
  @Test func anUnfinishedEntryIsCutOff() throws {
    try with { path in
      try wrote(path)
      let whole = try FileSystem.read(path)
      try FileSystem.append(Array(whole.prefix(5)), to: path)
      do {
        let journal = try opened(path)
        #expect(words(journal.fates(of: [1, 2, 3])) == ["done", "unknown", "never"])
        try journal.start(4)
      }
      #expect(words(try opened(path).fates(of: [1, 2, 3, 4])) == ["done", "unknown", "never", "unknown"])
    }
  }

  /// Behind what is no entry, others may have stood: nothing may be taken for never begun.
  @Test(arguments: [[0, 0, 0, 0, 1, 1], [0xFF, 0xFF, 0xFF, 0xFF, 1], [0, 0, 0, 2, 99, 1, 0, 0]] as [[UInt8]])
  func whatCannotBeReadLeavesStepsUnknown(_ bytes: [UInt8]) throws {
    try with { path in
      try wrote(path)
      try FileSystem.append(bytes, to: path)
      #expect(words(try opened(path).fates(of: [1, 2, 3])) == ["done", "unknown", "unknown"])
    }
  }

  @Test func aStepThatCannotBeNotedMustNotBegin() throws {
    let journal = try StepJournal(path: "/dev/full")
    let error = #expect(throws: SystemError.self) { try journal.start(1) }
    #expect(error?.description.contains("No space left on device") == true)
  }
}
