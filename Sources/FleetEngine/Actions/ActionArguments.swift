import FleetCore
import FleetJinja
import FleetModuleKit
import FleetProtocol

/// Reads an action's arguments with Ansible's conversions.
struct ActionArguments {
  let values: ValueMap
  let module: String

  init(_ task: ResolvedTask) {
    values = task.arguments
    module = task.module
  }

  /// Throws what the module's declaration says against the arguments, in Ansible's words: for actions that act before
  /// the machine sees them.
  @EngineActor static func check(_ task: ResolvedTask, _ context: ActionContext) throws {
    let entries = ModuleRequests.arguments(task).map {
      WrittenValue.Entry(key: JSONWriter.keyText($0.key), value: .known($0.value))
    }
    let faults = context.run.specs[task.module]?.faults(in: entries) ?? []
    if let message = faults.failure.message { throw ActionFault(message) }
  }

  func text(_ name: String) -> String? {
    switch values[name] {
    case nil, .null?: nil
    case .string(let text)?: text
    case let other?: (try? JinjaValue(other).text()) ?? JSONWriter.keyText(other)
    }
  }

  func required(_ name: String) throws -> String {
    guard let text = text(name) else { throw ActionFault("missing required arguments: \(name)") }
    return text
  }

  /// `src` and `dest` of the actions that cannot do without both.
  func sourceAndDestination(_ what: String = "src and dest are required") throws -> (source: String, dest: String) {
    guard let source = text("src"), let dest = text("dest") else { throw ActionFault(what) }
    return (source, dest)
  }

  func bool(_ name: String, default fallback: Bool = false) throws -> Bool {
    guard let value = values[name], value != .null else { return fallback }
    guard let flag = KeywordReader.truth(value) else {
      throw ActionFault("argument '\(name)' is of type \(value.typeName) and we were unable to convert to bool")
    }
    return flag
  }

  func integer(_ name: String) throws -> Int? {
    switch values[name] {
    case nil, .null?: return nil
    case .int(let number)?: return number
    case .double(let number)?: if let whole = Int(exactly: number) { return whole }
    case .string(let text)?: if let number = Int(text.trimmed) { return number }
    default: break
    }
    throw ActionFault(
      "argument '\(name)' is of type \(values[name]?.typeName ?? "") and we were unable to convert to int")
  }

  /// A number, mostly of seconds; what is not finite or beyond `Limits.longestWait` is refused.
  func number(_ name: String) throws -> Double? {
    let number: Double?
    switch values[name] {
    case nil, .null?: return nil
    case .int(let whole)?: number = Double(whole)
    case .double(let written)?: number = written
    case .string(let text)?: number = Double(text.trimmed)
    default: number = nil
    }
    if let number {
      guard number.magnitude <= Limits.longestWait else { throw ActionFault("argument '\(name)' is out of range") }
      return number
    }
    throw ActionFault(
      "argument '\(name)' is of type \(values[name]?.typeName ?? "") and we were unable to convert to float")
  }

  /// A list, or text with commas.
  func list(_ name: String) -> [String]? {
    switch values[name] {
    case nil, .null?: nil
    case .list(let items)?: items.map { (try? JinjaValue($0).text()) ?? "" }
    case .string(let text)?: text.split(separator: ",").map { String($0).trimmed }
    case let other?: [(try? JinjaValue(other).text()) ?? ""]
    }
  }
}
