import Glibc

/// Floats in C's `%f`, `%e` and `%g` forms.
enum CNumber {
  static func fixed(_ number: Double, _ precision: Int, alternate: Bool = false) -> String {
    printed(alternate ? "%#.*f" : "%.*f", precision, number)
  }

  static func exponent(_ number: Double, _ precision: Int, alternate: Bool = false, upper: Bool = false) -> String {
    let text = printed(alternate ? "%#.*e" : "%.*e", precision, number)
    return upper ? text.uppercased() : text
  }

  static func general(_ number: Double, _ precision: Int, alternate: Bool = false, upper: Bool = false) -> String {
    let text = printed(alternate ? "%#.*g" : "%.*g", max(1, precision), number)
    return upper ? text.uppercased() : text
  }

  private static func printed(_ format: String, _ precision: Int, _ number: Double) -> String {
    let bounded = Int32(clamping: min(precision, 4096))
    var buffer = [CChar](repeating: 0, count: Int(bounded) + 400)
    let count = withVaList([bounded, number]) { vsnprintf(&buffer, buffer.count, format, $0) }
    return String(decoding: buffer.prefix(Int(max(0, count))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
