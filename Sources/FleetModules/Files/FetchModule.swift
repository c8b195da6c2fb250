import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Gives a file to the control side, piece by piece.
///
/// The agent-side form, which the control side's action `fetch` sends: `src`, and `_offset` and `_length` in bytes. The
/// values of the answer are `src`, `size`, `content` (Base64 of at most `_length` bytes from `_offset` on), `is_last`,
/// and for the first piece `checksum`, the SHA-1 of the whole file; or `exists: false`, or `is_directory: true`.
struct FetchModule: Module {
  static let name = "fetch"
  static let summary = "Copy a file of the machine to the control machine."
  static let checkMode = CheckModeSupport.none

  /// Bytes of one piece, so that its Base64 fits a frame.
  static let pieceBytes = 4 << 20

  let src: String
  let offset: Int
  let length: Int

  init(_ parameters: inout Parameters) {
    let source: PathArgument = parameters.required("src", "The file on the machine.")
    src = source.text
    parameters.ignored("dest", "The folder on the control machine.")
    parameters.ignored("flat", "Write to `dest` itself, without the host's name and the path.")
    parameters.ignored("fail_on_missing", "Fail when there is no such file; on by default.")
    parameters.ignored("validate_checksum", "Compare the checksums afterwards; on by default.")
    offset = parameters.internal("_offset", "Where the piece begins.") ?? 0
    length = parameters.internal("_length", "Bytes of the piece.") ?? Self.pieceBytes
  }

  func run(on machine: Machine) throws -> ModuleResult {
    var result = ModuleResult()
    result.values["src"] = .string(src)
    let found: FileStatus?
    do { found = try machine.files.status(src) } catch { throw ModuleFailure("File is not readable: \(src)") }
    guard let status = found else {
      result.values["exists"] = false
      return result
    }
    result.values["exists"] = true
    result.values["is_directory"] = .bool(status.isDirectory)
    if status.isDirectory { return result }
    guard machine.files.isReadable(src) else { throw ModuleFailure("File is not readable: \(src)") }
    let wanted = max(1, min(length, Self.pieceBytes))
    var piece: [UInt8] = []
    try FileSystem.readPieces(src, from: max(0, offset), length: wanted) { piece += $0 }
    if offset == 0 { result.values["checksum"] = .string(try Digest.hex(ofFile: src, .sha1)) }
    result.values["size"] = .int(status.size)
    result.values["content"] = .string(Base64.encode(piece))
    result.values["is_last"] = .bool(piece.count < wanted || offset + piece.count >= status.size)
    return result
  }
}
