import FleetCore
import Testing

@testable import FleetEngine

@Suite struct SerialBatchesTests {
  private let ten = (1...10).map { "h\($0)" }

  /// Sizes as `ansible-playbook` makes them of ten hosts.
  @Test(arguments: [
    ([Value.int(3)], [3, 3, 3, 1]), ([.int(1), .int(5), .string("100%")], [1, 5, 4]), ([.string("30%")], [3, 3, 3, 1]),
    ([.string("1%")], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]), ([.int(0)], [10]), ([], [10]), ([.int(2), .int(0)], [2, 8]),
    ([.string("4")], [4, 4, 2]), ([.string("nan%")], [10]), ([.string("1e300%")], [10]), ([.int(50)], [10]),
  ])
  func batches(entries: [Value], sizes: [Int]) {
    let batches = SerialBatches.split(ten, by: entries)
    #expect(batches.map(\.count) == sizes)
    #expect(batches.flatMap { $0 } == ten)
  }

  @Test func noHostsMakeNoBatch() {
    #expect(SerialBatches.split([], by: [1]).isEmpty)
  }
}
