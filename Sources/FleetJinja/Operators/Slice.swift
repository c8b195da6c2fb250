import FleetCore

/// Python's slices.
struct Slice {
  let start: Int?
  let stop: Int?
  let step: Int?

  /// A bound as an expression gave it; none is an open end.
  static func index(_ value: JinjaValue?) throws -> Int? {
    switch value {
    case nil, .null: return nil
    case .undefined(let undefined): throw undefined.fault
    case let value?:
      if let number = value.wholeNumber { return number }
      if case .bigInt(let number) = value { return number.isNegative ? Int.min / 4 : Int.max / 4 }
      throw TemplateFault("slice indices must be integers or None or have an __index__ method", kind: .type)
    }
  }

  /// The part of a sequence; nil when the value has no slices.
  func apply(to value: JinjaValue) throws -> JinjaValue? {
    switch value {
    case .list(let list): return .list(try positions(list.count).map { try list.element(at: $0) })
    case .tuple(let items): return .tuple(try positions(items.count).map { items[$0] })
    case .string(let text): return .string(try part(of: text))
    case .markup(let text): return .markup(try part(of: text))
    case .object(let object):
      guard let items = try object.elements(), !(object is DictionaryView) else { return nil }
      return .list(try positions(items.count).map { items[$0] })
    default: return nil
    }
  }

  private func part(of text: String) throws -> String {
    let scalars = Array(text.unicodeScalars)
    var result = String.UnicodeScalarView()
    for position in try positions(scalars.count) { result.append(scalars[position]) }
    return String(result)
  }

  /// The positions that the slice takes from so many elements.
  func positions(_ count: Int) throws -> [Int] {
    let step = step ?? 1
    guard step != 0 else { throw TemplateFault("slice step cannot be zero", kind: .value) }
    func bound(_ index: Int?, _ open: Int, _ low: Int, _ high: Int) -> Int {
      guard let index else { return open }
      return min(max(index < 0 ? index + count : index, low), high)
    }
    if step > 0 {
      let first = bound(start, 0, 0, count)
      let last = bound(stop, count, 0, count)
      return first < last ? Array(stride(from: first, to: last, by: step)) : []
    }
    let first = bound(start, count - 1, -1, count - 1)
    let last = bound(stop, -1, -1, count - 1)
    return first > last ? Array(stride(from: first, to: last, by: step)) : []
  }
}
