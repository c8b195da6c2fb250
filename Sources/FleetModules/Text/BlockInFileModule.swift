import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Keeps a block of lines between two marker lines in a text file.
struct BlockInFileModule: Module {
  static let name = "blockinfile"
  static let summary = "Keep a block of lines, between marker lines, in a text file."

  enum State: String, ParameterChoice {
    case absent, present
  }

  let path: String
  let state: State
  let marker: String
  let markerBegin: String
  let markerEnd: String
  let block: String
  let insertAfter: String?
  let insertBefore: String?
  let create: Bool
  let appendsNewline: Bool
  let prependsNewline: Bool
  let writing: FileWriting
  let attributes: FileAttributes

  init(_ parameters: inout Parameters) {
    let path: PathArgument = parameters.required("path", aliases: ["dest", "destfile", "name"], "The file.")
    self.path = path.text
    state = parameters.optional("state", default: .present, "Whether the block shall be there.")
    marker = parameters.optional(
      "marker", default: "# {mark} ANSIBLE MANAGED BLOCK", "The marker lines; `{mark}` becomes one of the next two.")
    markerBegin = parameters.optional("marker_begin", default: "BEGIN", "The word of the first marker line.")
    markerEnd = parameters.optional("marker_end", default: "END", "The word of the last marker line.")
    block = parameters.optional("block", aliases: ["content"], default: "", "The lines; empty takes the block away.")
    insertAfter = parameters.optional("insertafter", "Put a new block behind the last line this matches; or `EOF`.")
    insertBefore = parameters.optional("insertbefore", "Put a new block before the last line this matches; or `BOF`.")
    create = parameters.optional("create", default: false, "Make the file when it is not there.")
    appendsNewline = parameters.optional("append_newline", default: false, "Leave an empty line behind the block.")
    prependsNewline = parameters.optional("prepend_newline", default: false, "Leave an empty line before the block.")
    writing = FileWriting(&parameters)
    attributes = FileAttributes(&parameters)
    parameters.mutuallyExclusive("insertbefore", "insertafter")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    if machine.files.isDirectory(path) { throw ModuleFailure("Path \(path) is a directory !", ["rc": 256]) }
    let edit = TextEdit(path: path, writing: writing, attributes: attributes, machine: machine)
    let original = try edit.read()
    if original == nil {
      guard create else { throw ModuleFailure("Path \(path) does not exist !", ["rc": 257]) }
      try edit.makeFolder()
      if state == .absent {
        var result = ModuleResult()
        result.message = "File \(path) not present"
        return result
      }
    }
    let new = blockLines()
    let text = try place(new, in: TextLines.splitUniversal(original ?? []), original ?? [])
    var result = ModuleResult()
    result.changed = original != text
    let message =
      !result.changed ? "" : original == nil ? "File created" : new.isEmpty ? "Block removed" : "Block inserted"
    result.message = message
    if result.changed, !machine.context.isCheck, let backup = try edit.write(text) {
      result.values["backup_file"] = .string(backup)
    }
    if machine.context.isCheck, original == nil {
      result.diffs = edit.diffs(original, text, nil)
      return result
    }
    let changes = try edit.settle(&result, message)
    result.diffs = edit.diffs(original, text, changes)
    return result
  }

  private func markerLine(_ word: String) -> [UInt8] {
    let parts = marker.fields(separatedBy: "{mark}")
    return Array(parts.joined(separator: word).utf8) + [10]
  }

  private func blockLines() -> [[UInt8]] {
    guard state == .present, !block.isEmpty else { return [] }
    var bytes = Array(block.utf8)
    if bytes.last != 10 { bytes.append(10) }
    return [markerLine(markerBegin)] + TextLines.splitUniversal(bytes) + [markerLine(markerEnd)]
  }

  /// The text with the old block taken away and the new one where it was, or where it belongs.
  private func place(_ block: [[UInt8]], in original: [[UInt8]], _ text: [UInt8]) throws -> [UInt8] {
    var lines = original
    let begin = lines.lastIndex(of: markerLine(markerBegin))
    let end = lines.lastIndex(of: markerLine(markerEnd))
    var place: Int
    if let begin, let end {
      place = min(begin, end)
      lines.removeSubrange(place...max(begin, end))
    } else {
      place = try newPlace(in: lines, text)
    }
    if place > 0, lines[place - 1].last != 10 { lines[place - 1].append(10) }
    if prependsNewline, state == .present, place != 0, lines[place - 1] != [10] {
      lines.insert([10], at: place)
      place += 1
    }
    lines.insert(contentsOf: block, at: place)
    let behind = place + block.count
    if appendsNewline, state == .present, behind < lines.count, lines[behind] != [10] {
      lines.insert([10], at: behind)
    }
    return Array(lines.joined())
  }

  private func newPlace(in lines: [[UInt8]], _ text: [UInt8]) throws -> Int {
    let after = insertBefore == nil && insertAfter == nil ? "EOF" : insertAfter
    let words = after != nil && after != "EOF" ? after : insertBefore != "BOF" ? insertBefore : nil
    guard let words else { return insertBefore != nil && after != "EOF" ? 0 : lines.count }
    let pattern = try Pattern(words, .bytes)
    var found: Int?
    if PatternFlags.isMultiline(words) {
      if let match = try pattern.match(in: text) {
        let end = after != nil ? match.range.upperBound : match.range.lowerBound
        found = text[..<end].count { $0 == 10 }
      }
    } else {
      for (number, line) in lines.enumerated() where try pattern.isFound(in: line) { found = number }
    }
    guard let found else { return lines.count }
    return min(after != nil ? found + 1 : found, lines.count)
  }
}
