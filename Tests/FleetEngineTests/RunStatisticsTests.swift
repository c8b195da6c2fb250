import Testing

@testable import FleetEngine

@Suite struct RunStatisticsTests {
  @Test func countsAreKeptPerHost() {
    var statistics = RunStatistics()
    statistics.add(\.ok, host: "a")
    statistics.add(\.ok, host: "a")
    statistics.add(\.failed, host: "b")
    #expect(statistics.hosts["a"]?.ok == 2)
    #expect(statistics.hosts["b"]?.ok == 0)
    #expect(statistics.hasFailures && !statistics.hasUnreachable && !statistics.hasChanges)
  }
}
