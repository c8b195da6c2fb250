import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Replaces everything in a text file that a regular expression matches.
struct ReplaceModule: Module {
  static let name = "replace"
  static let summary = "Replace what a regular expression matches in a text file."

  let path: String
  let regexp: String
  let replacement: String
  let after: String?
  let before: String?
  let encoding: String
  let writing: FileWriting
  let attributes: FileAttributes

  init(_ parameters: inout Parameters) {
    let path: PathArgument = parameters.required("path", aliases: ["dest", "destfile", "name"], "The file.")
    self.path = path.text
    regexp = parameters.required("regexp", "What to replace; `^` and `$` match at each line.")
    replacement = parameters.optional("replace", default: "", "What to put in its place; `\\1` is the first group.")
    after = parameters.optional("after", "Replace only behind what this matches.")
    before = parameters.optional("before", "Replace only before what this matches.")
    encoding = parameters.optional("encoding", default: "utf-8", "The encoding of the file.")
    writing = FileWriting(&parameters)
    attributes = FileAttributes(&parameters)
  }

  func run(on machine: Machine) throws -> ModuleResult {
    if machine.files.isDirectory(path) { throw ModuleFailure("Path \(path) is a directory !", ["rc": 256]) }
    let edit = TextEdit(path: path, writing: writing, attributes: attributes, machine: machine)
    guard let raw = try edit.read() else { throw ModuleFailure("Path \(path) does not exist !", ["rc": 257]) }
    let codec = try TextCodec(named: encoding, on: machine)
    let contents = try codec.decode(raw, path: path)
    var result = ModuleResult()
    result.values["rc"] = 0
    guard let section = try section(of: contents, &result) else { return result }
    let pattern = try Pattern(regexp, .text, multiline: true)
    let part = Array(contents[section])
    let replaced = try pattern.replacingAll(in: part, with: try PatternTemplate(replacement, for: pattern))
    var message = ""
    if replaced.count > 0, replaced.text != part {
      let whole = Array(contents[..<section.lowerBound]) + replaced.text + Array(contents[section.upperBound...])
      message = "\(replaced.count) replacements made"
      result.changed = true
      result.diffs = [
        ModuleResult.Diff(
          before: .string(String(decoding: contents, as: UTF8.self)),
          after: .string(String(decoding: whole, as: UTF8.self)), beforeHeader: path, afterHeader: path)
      ]
      if !machine.context.isCheck, let backup = try edit.write(try codec.encode(whole)) {
        result.values["backup_file"] = .string(backup)
      }
    }
    _ = try edit.settle(&result, message)
    return result
  }

  /// The stretch between `after` and `before`; nil, with the message, when they are not there.
  private func section(of contents: [UInt8], _ result: inout ModuleResult) throws -> Range<Int>? {
    let words: String
    switch (after.flatMap { $0.isEmpty ? nil : $0 }, before.flatMap { $0.isEmpty ? nil : $0 }) {
    case (let after?, let before?): words = "\(after)(?P<subsection>.*?)\(before)"
    case (let after?, nil): words = "\(after)(?P<subsection>.*)"
    case (nil, let before?): words = "(?P<subsection>.*)\(before)"
    case (nil, nil): return 0..<contents.count
    }
    let pattern = try Pattern(words, .text, dotAll: true)
    if let number = pattern.groupNames["subsection"], let range = try pattern.match(in: contents)?.ranges[number] {
      return range
    }
    result.message = "Pattern for before/after params did not match the given file: \(words)"
    return nil
  }
}
