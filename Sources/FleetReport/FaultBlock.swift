import FleetCore
import FleetEngine
import FleetSystem

/// The block that ansible-core 2.19 prints on standard output before a failed result: what, where, a piece of the file.
enum FaultBlock {
  static func text(_ fault: TaskFault) -> String {
    var text = "[ERROR]: \(fault.headline)\n"
    guard fault.causes.count > 1 else {
      return text + fault.causes.map { origin($0.place) }.joined() + "\n"
    }
    let parts = fault.causes.map { "\($0.text)\n" + origin($0.place) + "\n" }
    text += "\n" + parts.joined(separator: "<<< caused by >>>\n\n")
    return text
  }

  private static func origin(_ place: Span) -> String {
    let path = FilePath.absolute(place.file.path)
    var text = "Origin: \(path):\(place.line):\(place.column)\n"
    guard !place.file.isSecret else { return text }
    let width = String(place.line).count
    text += "\n"
    for number in max(1, place.line - 2)...place.line {
      let label = String(number)
      var line = String(repeating: " ", count: width - label.count) + label + " " + place.file.line(number)
      while line.last?.isWhitespace == true { line.removeLast() }
      text += line + "\n"
    }
    return text + String(repeating: " ", count: width + place.column) + "^ column \(place.column)\n"
  }
}
