import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Answers the questions that packages ask when they are installed.
struct DebconfModule: Module {
  static let name = "debconf"
  static let summary = "Answer a package's questions in advance."

  enum Kind: String, ParameterChoice {
    case boolean, error, multiselect, note, password, seen, select, string, text, title
  }

  private let package: String
  private let question: String?
  private let kind: Kind?
  private let value: Value?
  private let isUnseen: Bool

  init(_ parameters: inout Parameters) {
    package = parameters.required("name", aliases: ["pkg"], "The package.")
    question = parameters.optional("question", aliases: ["selection", "setting"], "The question.")
    kind = parameters.optional("vtype", "The answer's type.")
    value = parameters.optional("value", aliases: ["answer"], "The answer.")
    isUnseen = parameters.optional("unseen", default: false, "Ask the question nevertheless.")
    parameters.requiredTogether("question", "vtype", "value")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    guard machine.processes.locate("debconf-show") != nil else {
      throw ModuleFailure("`debconf-show` is not on the machine: module `debconf` is for Debian and its kin")
    }
    let shown = try machine.processes.query(Command(["debconf-show", package], environment: AptTool.environment))
    guard shown.isSuccess else { throw ModuleFailure(shown.complaint) }
    var answers: ValueMap = [:]
    for line in shown.stdoutText.lines() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      answers[line[..<colon].trimming("* ")] = .string(line[line.index(after: colon)...].trimmingSpace())
    }
    var result = ModuleResult()
    guard let question, let kind, let value else {
      result.message = ""
      result.values["current"] = .map(answers)
      return result
    }
    let isKnown = answers[question] != nil
    let text = try text(of: value, kind, isSorted: isKnown)
    let now = kind == .password && isKnown ? try password(question, machine) : answers[question]?.string
    result.changed = !isSame(now, text, kind, isList: value.list != nil)
    guard result.changed else {
      result.message = ""
      result.values["current"] = .map(answers)
      return result
    }
    // Of a question that is there only itself is shown; of a new one what the package has, as in Ansible.
    var before: ValueMap = isKnown ? [question: answers[question] ?? ""] : answers
    if !isKnown { before[question] = "" }
    var after = before
    after[question] = kind == .password ? "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" : .string(text)
    result.diffs = [ModuleResult.Diff(before: .map(before), after: .map(after))]
    result.values = ["current": .map([question: after[question] ?? ""]), "previous": .map(before)]
    result.message = ""
    guard !machine.context.isCheck else { return result }
    let words = ["debconf-set-selections"] + (isUnseen ? ["-u"] : [])
    let input = Array("\(package) \(question) \(kind.rawValue) \(text)\n".utf8)
    let output = try machine.processes.run(Command(words, environment: AptTool.environment, input: input))
    guard output.isSuccess else { throw ModuleFailure(output.complaint) }
    result.message = output.stdoutText
    return result
  }

  /// A list is written in its own order at first, and sorted where it is compared.
  private func text(of value: Value, _ kind: Kind, isSorted: Bool) throws -> String {
    if kind == .multiselect, let items = value.list {
      let words = items.compactMap(\.string)
      guard words.count == items.count else {
        throw ModuleFailure("Invalid value provided for 'multiselect': each choice must be a text", parameter: "value")
      }
      return (isSorted ? words.sorted() : words).joined(separator: ", ")
    }
    return kind == .boolean ? PythonText.str(value).lowercased() : PythonText.str(value)
  }

  /// A text with several choices is compared as it stands; only a list has no order.
  private func isSame(_ now: String?, _ wanted: String, _ kind: Kind, isList: Bool) -> Bool {
    guard let now else { return false }
    if kind == .boolean { return now.lowercased() == wanted }
    guard kind == .multiselect, isList else { return now == wanted }
    return now.split(separator: ",").map { $0.trimmingSpace() }.sorted().joined(separator: ", ") == wanted
  }

  /// `debconf-show` hides passwords; this program of debconf-utils does not.
  private func password(_ question: String, _ machine: Machine) throws -> String? {
    guard machine.processes.locate("debconf-get-selections") != nil else {
      throw ModuleFailure("`debconf-get-selections` is needed for passwords: install the package `debconf-utils`")
    }
    let output = try machine.processes.query("debconf-get-selections")
    for line in output.stdoutText.lines() {
      let fields = line.fields(separatedBy: "\t")
      if fields.count > 3, fields[0] == package, fields[1] == question, fields[2] == "password" { return fields[3] }
    }
    return nil
  }
}
