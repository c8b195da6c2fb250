import Testing

@testable import FleetCore

@Suite struct ValueMapTests {
  @Test func keysKeepTheirOrder() {
    var map: ValueMap = ["z": 1, "a": 2]
    map["m"] = 3
    map["z"] = 4
    #expect(map.stringKeys == ["z", "a", "m"])
    #expect(map["z"] == 4)
  }

  @Test func aRemovedKeyLeavesTheOthersFindable() {
    var map = ValueMap((0..<100).map { ("key\($0)", Value.int($0)) })
    for number in stride(from: 0, to: 100, by: 2) { map.removeValue(forKey: "key\(number)") }
    #expect(map.count == 50)
    #expect((0..<100).allSatisfy { map["key\($0)"] == ($0 % 2 == 0 ? nil : .int($0)) })
  }

  @Test func copiesAreValues() {
    let first: ValueMap = ["a": 1]
    var second = first
    second["a"] = 2
    #expect(first["a"] == 1)
  }

  @Test func equalityDoesNotAskForOrder() {
    let left: ValueMap = ["a": 1, "b": 2]
    let right: ValueMap = ["b": 2, "a": 1]
    #expect(left == right)
    #expect(left.hashValue == right.hashValue)
  }
}
