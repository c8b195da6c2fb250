import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Manages entries of crontabs.
struct CronModule: Module {
  static let name = "cron"
  static let summary = "Manage jobs and variables of crontabs."

  enum State: String, ParameterChoice { case absent, present }
  enum SpecialTime: String, ParameterChoice { case reboot, yearly, annually, monthly, weekly, daily, hourly }

  private let entry: String
  private let user: String?
  private let job: String?
  private let file: PathArgument?
  private let state: State
  private let backup: Bool
  private let minute: String
  private let hour: String
  private let day: String
  private let month: String
  private let weekday: String
  private let specialTime: SpecialTime?
  private let isDisabled: Bool
  private let isVariable: Bool
  private let insertAfter: String?
  private let insertBefore: String?

  init(_ parameters: inout Parameters) {
    entry = parameters.required("name", "The remark that marks the job, or the variable's name.")
    user = parameters.optional("user", "Whose crontab; or as whom a job of `cron_file` runs.")
    job = parameters.optional("job", aliases: ["value"], "The command, or the variable's value.")
    file = parameters.optional("cron_file", "A file in /etc/cron.d, or an absolute path, in place of a crontab.")
    state = parameters.optional("state", default: .present, "Whether it is there.")
    backup = parameters.optional("backup", default: false, "Keep a copy of a crontab that is changed.")
    minute = parameters.optional("minute", default: "*", "0-59, `*`, `*/2` ...")
    hour = parameters.optional("hour", default: "*", "0-23, `*`, `*/2` ...")
    day = parameters.optional("day", aliases: ["dom"], default: "*", "1-31, `*`, `*/2` ...")
    month = parameters.optional("month", default: "*", "1-12, JAN-DEC, `*` ...")
    weekday = parameters.optional("weekday", aliases: ["dow"], default: "*", "0-6 from Sunday, SUN-SAT, `*` ...")
    specialTime = parameters.optional("special_time", "A word for the time.")
    isDisabled = parameters.optional("disabled", default: false, "Comment the job out.")
    isVariable = parameters.optional("env", default: false, "It is a variable, not a job.")
    insertAfter = parameters.optional("insertafter", "Put a variable behind this one.")
    insertBefore = parameters.optional("insertbefore", "Put a variable before this one.")
    parameters.mutuallyExclusive("insertafter", "insertbefore")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    try check(machine)
    var table = try CronTable(machine, user: user, file: file?.text)
    let before = table.existing
    var result = ModuleResult()
    result.changed = try isVariable ? setVariable(&table) : setJob(&table)
    let removesFile = !isVariable && state == .absent && result.changed && file != nil && table.isEmpty
    if !result.changed, !before.isEmpty, !before.hasSuffix("\n") { result.changed = true }
    let after = removesFile ? "" : table.rendered
    if result.changed {
      result.diffs = [
        ModuleResult.Diff(
          before: .string(before), after: .string(after), beforeHeader: table.title,
          afterHeader: removesFile ? "/dev/null" : table.title)
      ]
    }
    if let file { result.values["cron_file"] = .string(file.text) }
    if removesFile {
      result.values["state"] = .string(state.rawValue)
      if !machine.context.isCheck { try table.removeFile() }
      return result
    }
    result.values["jobs"] = .strings(table.jobNames)
    result.values["envs"] = .strings(table.variableNames)
    guard result.changed, !machine.context.isCheck else { return result }
    if backup {
      let copy = "/tmp/crontab" + String(UInt64.random(in: .min ... .max), radix: 36)
      try machine.files.create(copy, with: Array(before.utf8), mode: 0o600)
      result.values["backup_file"] = .string(copy)
    }
    try table.write()
    return result
  }

  private func check(_ machine: Machine) throws {
    if let path = file?.text {
      if path == "/etc/crontab" {
        throw ModuleFailure("Will not manage /etc/crontab via cron_file, see documentation.", parameter: "cron_file")
      }
      let name = FilePath.name(of: path)
      if name.isEmpty || !name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }) {
        machine.warnings.append(
          "Filename portion of cron_file (\"\(name)\") should consist solely of upper- and lower-case letters, digits, "
            + "underscores, and hyphens")
      }
    }
    if specialTime != nil, [minute, hour, day, month, weekday].contains(where: { $0 != "*" }) {
      throw ModuleFailure(
        "You cannot combine special_time with any of the time or day/date parameters.", parameter: "special_time")
    }
    guard state == .present else { return }
    if file != nil, user == nil {
      throw ModuleFailure("To use cron_file=... parameter you must specify user=... as well", parameter: "cron_file")
    }
    guard let job else {
      throw ModuleFailure("You must specify 'job' to install a new cron job or variable", parameter: "name")
    }
    if insertAfter != nil || insertBefore != nil, !isVariable {
      throw ModuleFailure("Insertafter and insertbefore parameters are valid only with env=yes", parameter: "env")
    }
    if isVariable, entry.contains(" ") {
      throw ModuleFailure("Invalid name for environment variable", parameter: "name")
    }
    if !isVariable, job.trimming("\r\n").contains(where: \.isNewline) {
      machine.warnings.append("Job should not contain line breaks")
    }
  }

  private func setVariable(_ table: inout CronTable) throws -> Bool {
    let line = "\(entry)=\"\(job ?? "")\""
    guard state == .present else { return table.removeVariable(entry) }
    if let now = table.variable(entry) {
      if now == line { return false }
      table.replaceVariable(entry, with: line)
      return true
    }
    try table.addVariable(line, after: insertAfter, before: insertBefore)
    return true
  }

  private func setJob(_ table: inout CronTable) throws -> Bool {
    guard state == .present else { return table.removeJob(entry) }
    return table.setJob(entry, line)
  }

  private var line: String {
    let time = specialTime.map { "@\($0.rawValue)" } ?? [minute, hour, day, month, weekday].joined(separator: " ")
    let owner = file == nil ? "" : " \(user ?? "root")"
    return (isDisabled ? "#" : "") + time + owner + " " + (job ?? "").trimming("\r\n")
  }
}
