import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Sets options in INI files, as `community.general.ini_file` does.
struct INIFileModule: Module {
  static let name = "ini_file"
  static let summary = "Set and remove options in sections of INI files."

  enum State: String, ParameterChoice { case absent, present }

  let path: String
  let section: String?
  let conditions: [INIEdit.Condition]
  let option: String?
  let values: [String]
  let isGiven: Bool
  let backup: Bool
  let state: State
  let exclusive: Bool
  let noExtraSpaces: Bool
  let ignoresSpaces: Bool
  let allowsNoValue: Bool
  let changesInactive: Bool
  let creates: Bool
  let follow: Bool
  let attributes: FileAttributes

  init(_ parameters: inout Parameters) {
    let file: PathArgument = parameters.required("path", aliases: ["dest"], "The file.")
    path = file.text
    section = parameters.optional("section", "The section; the lines above the first one if not given.")
    let conditions = parameters.groups("section_has_values", "Options that tell sections of one name apart.") {
      (group) -> INIEdit.Condition in
      let option: String = group.required("option", "The option.")
      let value: String? = group.optional("value", "Its value; any if not given.")
      let values: [String]? = group.optional("values", "Its values; one of them is enough.")
      group.mutuallyExclusive("value", "values")
      return INIEdit.Condition(option: option, values: value.map { [$0] } ?? values ?? [])
    }
    self.conditions = conditions ?? []
    option = parameters.optional("option", "The option; the whole section if not given and `state` is `absent`.")
    let value: String? = parameters.optional("value", "Its value.")
    let list: [String]? = parameters.optional("values", "Its values, one line for each.")
    values = value.map { [$0] } ?? list ?? []
    isGiven = value != nil || !(list ?? []).isEmpty
    backup = parameters.optional("backup", default: false, "Keep a dated copy of a file that is changed.")
    state = parameters.optional("state", default: .present, "Whether the option is there.")
    exclusive = parameters.optional("exclusive", default: true, "Replace all other lines of the option.")
    noExtraSpaces = parameters.optional("no_extra_spaces", default: false, "No spaces around the equals sign.")
    ignoresSpaces = parameters.optional("ignore_spaces", default: false, "Leave a line that differs in spaces only.")
    allowsNoValue = parameters.optional("allow_no_value", default: false, "Allow an option without a value.")
    changesInactive = parameters.optional(
      "modify_inactive_option", default: true, "Use a line of the option that is commented out.")
    creates = parameters.optional("create", default: true, "Make the file when it is not there.")
    follow = parameters.optional("follow", default: false, "Write to a link's target, not in place of the link.")
    attributes = FileAttributes(&parameters)
    parameters.mutuallyExclusive("value", "values")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    if state == .present, !allowsNoValue, !isGiven {
      throw ModuleFailure(
        "Parameter 'value(s)' must be defined if state=present and allow_no_value=False.", parameter: "value")
    }
    let target = follow ? machine.files.resolved(path) : path
    let old = try text(of: target, on: machine)
    var edit = INIEdit(self, text: old)
    edit.apply(state)
    let new = edit.lines.joined()
    var result = ModuleResult()
    result.changed = edit.changed
    result.values["path"] = .string(path)
    if machine.context.wantsDiff {
      let header = "\(path) (content)"
      result.diffs = [
        ModuleResult.Diff(
          before: .string(old), after: .string(new), beforeHeader: header, afterHeader: header)
      ]
    }
    result.message = edit.message
    guard !machine.context.isCheck else { return result }
    if edit.changed {
      if backup, let copy = try FileBackup.make(of: target, on: machine) {
        result.values["backup_file"] = .string(copy)
      }
      try machine.files.replace(target, with: Array(new.utf8), unsafeWrites: attributes.usesUnsafeWrites)
    }
    if machine.files.exists(path) {
      var changes = FileAttributes.Changes()
      result.changed = try attributes.apply(to: path, on: machine, changes: &changes) || result.changed
    }
    PathInfo.add(path, on: machine, to: &result.values)
    return result
  }

  private func text(of target: String, on machine: Machine) throws -> String {
    guard machine.files.exists(target) else {
      guard creates else { throw ModuleFailure("Destination \(target) does not exist!", ["rc": 257]) }
      let folder = FilePath.parent(of: target)
      if !folder.isEmpty, !machine.files.exists(folder), !machine.context.isCheck {
        try machine.files.makeDirectories(folder)
      }
      return ""
    }
    let bytes = try machine.files.read(target)
    return String(decoding: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...], as: UTF8.self)
  }
}
