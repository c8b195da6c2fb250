import FleetCore

/// One group of `groupby`: a pair that also has names.
final class GroupTuple: JinjaObject {
  let grouper: JinjaValue
  let list: JinjaValue

  init(grouper: JinjaValue, list: JinjaValue) {
    self.grouper = grouper
    self.list = list
  }

  var typeName: String { "tuple" }
  func elements() throws -> [JinjaValue]? { [grouper, list] }
  func length() throws -> Int? { 2 }

  func attribute(_ name: String) throws -> JinjaValue? {
    switch name {
    case "grouper": grouper
    case "list": list
    default: nil
    }
  }

  func item(_ key: JinjaValue) throws -> JinjaValue? {
    switch key.wholeNumber {
    case .some(0), .some(-2): grouper
    case .some(1), .some(-1): list
    default: nil
    }
  }

  func text() throws -> String { try JinjaValue.tuple([grouper, list]).repr() }
  func equals(_ other: JinjaValue) throws -> Bool? { try JinjaValue.tuple([grouper, list]).equals(other) }
  func data() throws -> Value? { try JinjaValue.tuple([grouper, list]).data() }
}
