import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Gives a file's contents as Base64.
struct SlurpModule: Module {
  static let name = "slurp"
  static let summary = "Read a file of the machine, as Base64."

  /// So that the answer fits one frame.
  static let mostBytes = 10 << 20

  let src: String

  init(_ parameters: inout Parameters) {
    let source: PathArgument = parameters.required("src", aliases: ["path"], "The file.")
    src = source.text
  }

  func run(on machine: Machine) throws -> ModuleResult {
    var result = ModuleResult()
    let bytes = try Self.read(src, limit: Self.mostBytes, on: machine)
    result.values = ["content": .string(Base64.encode(bytes)), "source": .string(src), "encoding": "base64"]
    return result
  }

  /// The file's bytes, with Ansible's words for the usual faults.
  static func read(_ path: String, limit: Int, on machine: Machine) throws -> [UInt8] {
    do {
      return try machine.files.read(path, limit: limit)
    } catch let error as SystemError {
      let number: Int32 = error.code
      switch number {
      case 2: throw ModuleFailure("File not found: \(path)")
      case 13: throw ModuleFailure("File is not readable: \(path)")
      case 21: throw ModuleFailure("Source is a directory and must be a file: \(path)")
      default: throw ModuleFailure("Unable to slurp file: \(path): \(error.reason)")
      }
    }
  }
}
