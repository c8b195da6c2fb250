import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Keeps one line in a text file, or keeps lines out of it.
struct LineInFileModule: Module {
  static let name = "lineinfile"
  static let summary = "Keep a line in a text file, or keep it out."

  enum State: String, ParameterChoice {
    case absent, present
  }

  let path: String
  let state: State
  let regexp: String?
  let searchString: String?
  let line: String?
  let insertAfter: String?
  let insertBefore: String?
  let usesBackrefs: Bool
  let create: Bool
  let firstMatch: Bool
  let writing: FileWriting
  let attributes: FileAttributes

  init(_ parameters: inout Parameters) {
    let path: PathArgument = parameters.required("path", aliases: ["dest", "destfile", "name"], "The file.")
    self.path = path.text
    state = parameters.optional("state", default: .present, "Whether the line shall be there.")
    regexp = parameters.optional("regexp", aliases: ["regex"], "The last line that it matches is replaced or removed.")
    searchString = parameters.optional("search_string", "The last line that holds it is replaced or removed.")
    line = parameters.optional("line", aliases: ["value"], "The line.")
    insertAfter = parameters.optional("insertafter", "Put a new line behind the last one that this matches; or `EOF`.")
    insertBefore = parameters.optional(
      "insertbefore", "Put a new line before the last one that this matches; or `BOF`.")
    usesBackrefs = parameters.optional(
      "backrefs", default: false, "Replace `\\1` in the line by what `regexp` matched.")
    create = parameters.optional("create", default: false, "Make the file when it is not there.")
    firstMatch = parameters.optional("firstmatch", default: false, "Take the first match rather than the last.")
    writing = FileWriting(&parameters)
    attributes = FileAttributes(&parameters)
    parameters.mutuallyExclusive("insertbefore", "insertafter")
    parameters.mutuallyExclusive("regexp", "search_string")
    parameters.mutuallyExclusive("backrefs", "search_string")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    warnOfEmpty(on: machine)
    if machine.files.isDirectory(path) { throw ModuleFailure("Path \(path) is a directory !", ["rc": 256]) }
    let edit = TextEdit(path: path, writing: writing, attributes: attributes, machine: machine)
    if state == .absent { return try remove(edit) }
    if usesBackrefs, regexp == nil { throw ModuleFailure("regexp is required with backrefs=true", parameter: "regexp") }
    guard let line else { throw ModuleFailure("line is required with state=present", parameter: "line") }
    return try put(line, edit)
  }

  private func warnOfEmpty(on machine: Machine) {
    guard regexp == "" || searchString == "" else { return }
    let name = regexp == "" ? "regular expression" : "search string"
    var warning = "The \(name) is an empty string, which will match every line in the file. This may have unintended "
    warning += "consequences, such as replacing the last line in the file rather than appending."
    if regexp == "" {
      warning += " If this is desired, use '^' to match every line in the file and avoid this warning."
    }
    machine.warnings.append(warning)
  }

  private func put(_ line: String, _ edit: TextEdit) throws -> ModuleResult {
    let original = try edit.read()
    if original == nil {
      guard create else { throw ModuleFailure("Destination \(path) does not exist !", ["rc": 257]) }
      try edit.makeFolder()
    }
    var lines = TextLines.split(original ?? [])
    let placing = LinePlacing(
      line: Array(line.utf8), regexp: try regexp.map { text throws(ModuleFailure) in try Pattern(text, .bytes) },
      searchString: searchString.map { Array($0.utf8) },
      insertAfter: insertBefore == nil && insertAfter == nil ? "EOF" : insertAfter, insertBefore: insertBefore,
      template: usesBackrefs ? line : nil, firstMatch: firstMatch)
    let message = try placing.apply(to: &lines)
    return try finish(edit, original, lines, message, nil)
  }

  private func remove(_ edit: TextEdit) throws -> ModuleResult {
    guard regexp != nil || searchString != nil || line != nil else {
      throw ModuleFailure("one of line, search_string, or regexp is required with state=absent")
    }
    guard let original = try edit.read() else {
      var result = ModuleResult()
      result.message = "file not present"
      return result
    }
    let pattern = try regexp.map { text throws(ModuleFailure) in try Pattern(text, .bytes) }
    let part = searchString.map { Array($0.utf8) }
    let whole = Array((line ?? "").utf8)
    let all = TextLines.split(original)
    let kept = try all.filter { candidate in
      if let pattern { return try !pattern.isFound(in: candidate) }
      if let part { return !TextLines.contains(candidate, part) }
      return !TextLines.trimmed(candidate).elementsEqual(whole)
    }
    let found = all.count - kept.count
    return try finish(edit, original, kept, found > 0 ? "\(found) line(s) removed" : nil, found)
  }

  private func finish(
    _ edit: TextEdit, _ original: [UInt8]?, _ lines: [[UInt8]], _ message: String?, _ found: Int?
  ) throws -> ModuleResult {
    var result = ModuleResult()
    let text = Array(lines.joined())
    result.changed = message != nil
    result.message = message ?? ""
    if let found { result.values["found"] = .int(found) }
    result.values["backup"] = ""
    if result.changed, !edit.machine.context.isCheck, let backup = try edit.write(text) {
      result.values["backup"] = .string(backup)
    }
    if edit.machine.context.isCheck, original == nil {
      result.diffs = edit.diffs(original, text, nil)
      return result
    }
    guard edit.machine.files.exists(path) else {
      result.diffs = edit.diffs(original, text, nil)
      return result
    }
    let changes = try edit.settle(&result, message ?? "")
    result.diffs = edit.diffs(original, text, changes)
    return result
  }
}
