import FleetCore

/// Python's `range`: its elements are counted before they are made.
package final class RangeObject: JinjaObject {
  let start: Int
  let stop: Int
  let step: Int

  package init(start: Int, stop: Int, step: Int) {
    self.start = start
    self.stop = stop
    self.step = step
  }

  convenience init(_ arguments: CallArguments) throws {
    guard arguments.keywords.isEmpty else { throw TemplateFault("range() takes no keyword arguments", kind: .type) }
    let numbers = try arguments.positional.map { value in
      guard let number = value.wholeNumber else {
        throw TemplateFault("'\(value.typeName)' object cannot be interpreted as an integer", kind: .type)
      }
      return number
    }
    switch numbers.count {
    case 1: self.init(start: 0, stop: numbers[0], step: 1)
    case 2: self.init(start: numbers[0], stop: numbers[1], step: 1)
    case 3:
      guard numbers[2] != 0 else { throw TemplateFault("range() arg 3 must not be zero", kind: .value) }
      self.init(start: numbers[0], stop: numbers[1], step: numbers[2])
    case 0: throw TemplateFault("range expected at least 1 argument, got 0", kind: .type)
    default: throw TemplateFault("range expected at most 3 arguments, got \(numbers.count)", kind: .type)
    }
  }

  package var typeName: String { "range" }

  package var count: Int {
    let (distance, overflow) =
      step > 0 ? stop.subtractingReportingOverflow(start) : start.subtractingReportingOverflow(stop)
    if overflow { return distance < 0 ? .max : 0 }
    guard distance > 0 else { return 0 }
    let size = Int(clamping: step.magnitude)
    return (distance - 1) / size + 1
  }

  package func elements() throws -> [JinjaValue]? {
    guard count <= Limits.sequenceElements else {
      throw TemplateFault("range() of \(count) elements, at most \(Limits.sequenceElements) are allowed", kind: .limit)
    }
    return stride(from: start, to: stop, by: step).map { .int($0) }
  }

  package func attribute(_ name: String) throws -> JinjaValue? {
    switch name {
    case "start": .int(start)
    case "stop": .int(stop)
    case "step": .int(step)
    case "count", "index":
      .object(
        BoundMethod(name) { [self] arguments in
          let wanted = try arguments.bound(to: ["value"], required: 1, of: name)["value"] ?? .null
          let found = try contains(wanted) ?? false
          if name == "count" { return .int(found ? 1 : 0) }
          guard found, let number = wanted.wholeNumber else {
            throw TemplateFault("\(try wanted.repr()) is not in range", kind: .value)
          }
          let (distance, overflow) = number.subtractingReportingOverflow(start)
          guard !overflow else { throw TemplateFault("the index is too large", kind: .limit) }
          return .int(distance / step)
        })
    default: nil
    }
  }

  package func length() throws -> Int? { count }
  package var isTruthy: Bool { count > 0 }

  package func item(_ key: JinjaValue) throws -> JinjaValue? {
    guard let index = key.wholeNumber else { return nil }
    let position = index < 0 ? index + count : index
    return position >= 0 && position < count ? .int(start + position * step) : nil
  }

  package func contains(_ needle: JinjaValue) throws -> Bool? {
    guard let number = needle.wholeNumber else { return nil }
    guard count > 0, step > 0 ? number >= start && number < stop : number <= start && number > stop else {
      return false
    }
    return (number - start) % step == 0
  }

  package func equals(_ other: JinjaValue) throws -> Bool? {
    guard case .object(let object) = other, let range = object as? RangeObject, range.count == count else {
      return false
    }
    return count == 0 || (start == range.start && (count == 1 || step == range.step))
  }

  package func text() throws -> String {
    step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))"
  }
}
