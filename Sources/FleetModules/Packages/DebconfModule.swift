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
    let text = text(of: value, kind)
    let now = kind == .password ? try password(question, machine) : answers[question]?.string
    result.changed = !isSame(now, text, kind)
    var after = answers
    after[question] = kind == .password ? "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" : .string(text)
    if result.changed {
      result.diffs = [ModuleResult.Diff(before: .map(answers), after: .map(after))]
      result.values = ["current": .map([question: after[question] ?? ""]), "previous": .map(answers)]
    } else {
      result.values["current"] = .map(answers)
    }
    guard result.changed, !machine.context.isCheck else { return result }
    let words = ["debconf-set-selections"] + (isUnseen ? ["-u"] : [])
    let input = Array("\(package) \(question) \(kind.rawValue) \(text)\n".utf8)
    let output = try machine.processes.run(Command(words, environment: AptTool.environment, input: input))
    guard output.isSuccess else { throw ModuleFailure(output.complaint) }
    result.message = output.stdoutText
    return result
  }

  private func text(of value: Value, _ kind: Kind) -> String {
    if kind == .multiselect, let items = value.list { return items.map(PythonText.str).joined(separator: ", ") }
    return kind == .boolean ? PythonText.str(value).lowercased() : PythonText.str(value)
  }

  private func isSame(_ now: String?, _ wanted: String, _ kind: Kind) -> Bool {
    guard let now else { return false }
    func parts(_ text: String) -> [String] { text.split(separator: ",").map { $0.trimmingSpace() }.sorted() }
    switch kind {
    case .boolean: return now.lowercased() == wanted
    case .multiselect: return parts(now) == parts(wanted)
    default: return now == wanted
    }
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
