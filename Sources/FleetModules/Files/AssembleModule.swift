import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Makes one file of the fragments in a folder of the machine. With `remote_src: false` the control side does so and
/// sends the form that `copy` takes.
struct AssembleModule: Module {
  static let name = "assemble"
  static let summary = "Make one file of the fragments in a folder."

  let src: String
  let dest: String
  let delimiter: String?
  let regexp: String?
  let ignoresHidden: Bool
  let writing: FileWriting
  let attributes: FileAttributes

  init(_ parameters: inout Parameters) {
    let source: PathArgument = parameters.required("src", "The folder of the fragments.")
    src = source.text
    let dest: PathArgument = parameters.required("dest", "The file to make.")
    self.dest = dest.text
    delimiter = parameters.optional("delimiter", "Text between the fragments; `\\n` is a line feed.")
    regexp = parameters.optional("regexp", "Take only fragments whose names it finds something in.")
    ignoresHidden = parameters.optional("ignore_hidden", default: false, "Leave out fragments that begin with a dot.")
    writing = FileWriting(&parameters)
    parameters.ignored("remote_src", "Whether the fragments are on the machine; on by default.")
    parameters.ignored("decrypt", "Whether to decrypt vaulted fragments; always done.")
    attributes = FileAttributes(&parameters)
  }

  func run(on machine: Machine) throws -> ModuleResult {
    guard machine.files.exists(src) else { throw ModuleFailure("Source (\(src)) does not exist") }
    guard machine.files.isDirectory(src) else { throw ModuleFailure("Source (\(src)) is not a directory") }
    let bytes = try assembled(on: machine)
    var result = ModuleResult()
    let checksum = Digest.hex(of: bytes, .sha1)
    result.values = [
      "src": .string(src), "dest": .string(dest), "checksum": .string(checksum),
      "md5sum": .string(Digest.hex(of: bytes, .md5)),
    ]
    let isSame = try machine.files.isRegular(dest) && Digest.hex(ofFile: dest, .sha1) == checksum
    if !isSame {
      result.changed = true
      if !machine.context.isCheck {
        let writer = FileWriter(writing: writing, attributes: attributes, machine: machine)
        if let backup = try writer.put(.bytes(bytes), at: dest) { result.values["backup_file"] = .string(backup) }
      }
    }
    var changes = FileAttributes.Changes()
    result.changed = try attributes.apply(to: dest, on: machine, changes: &changes) || result.changed
    result.message = "OK"
    PathInfo.add(dest, on: machine, to: &result.values)
    return result
  }

  private func assembled(on machine: Machine) throws -> [UInt8] {
    let pattern = try regexp.map { text throws(ModuleFailure) in try Pattern(text, .text) }
    let between = delimiter.map { Self.unescaped(Array($0.utf8)) }
    var bytes: [UInt8] = []
    var isFirst = true
    for name in try machine.files.list(src) {
      if let pattern, try !pattern.isFound(in: Array(name.utf8)) { continue }
      let path = FilePath.join(src, name)
      guard machine.files.isRegular(path), !(ignoresHidden && name.hasPrefix(".")) else { continue }
      if !isFirst {
        // A fragment's last line is ended before the next one begins.
        if let last = bytes.last, last != 10 { bytes.append(10) }
        if let between, !between.isEmpty {
          bytes += between
          if between.last != 10 { bytes.append(10) }
        }
      }
      bytes += try machine.files.read(path)
      isFirst = false
    }
    return bytes
  }

  /// Python's `escape_decode` for what delimiters hold.
  private static func unescaped(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var position = 0
    while position < bytes.count {
      guard bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count else {
        result.append(bytes[position])
        position += 1
        continue
      }
      switch bytes[position + 1] {
      case UInt8(ascii: "n"): result.append(10)
      case UInt8(ascii: "t"): result.append(9)
      case UInt8(ascii: "r"): result.append(13)
      case UInt8(ascii: "\\"): result.append(UInt8(ascii: "\\"))
      default: result += bytes[position...(position + 1)]
      }
      position += 2
    }
    return result
  }
}
