import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Makes one file of the fragments in a folder of the machine. With `remote_src: false` the control side does so and
/// sends `copy` what it made.
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
    var assembly = FragmentAssembly(delimiter: delimiter)
    for name in try machine.files.list(src) {
      if let pattern, try !pattern.isFound(in: Array(name.utf8)) { continue }
      let path = FilePath.join(src, name)
      guard machine.files.isRegular(path), !(ignoresHidden && name.hasPrefix(".")) else { continue }
      assembly.append(try machine.files.read(path))
    }
    return assembly.bytes
  }
}
