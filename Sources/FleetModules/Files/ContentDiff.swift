import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// The diff of a file's contents, as Ansible's actions make it: nothing of binary or large files is shown.
enum ContentDiff {
  private static let peekBytes = 8192

  static func make(
    of path: String, to contents: FileContents, afterHeader: String, on machine: Machine
  ) throws -> ModuleResult.Diff? {
    guard machine.context.wantsDiff else { return nil }
    var diff = ModuleResult.Diff(beforeHeader: path, afterHeader: afterHeader)
    var remarks = ""
    if let status = try machine.files.status(path), status.isRegular {
      if status.size > FileContents.diffBytes {
        remarks += "diff skipped: destination file size is greater than \(FileContents.diffBytes)\n"
      } else {
        let bytes = try machine.files.read(path)
        if isBinary(bytes) {
          remarks += "diff skipped: destination file appears to be binary\n"
        } else {
          diff.before = .string(String(decoding: bytes, as: UTF8.self))
        }
      }
    } else {
      diff.beforeHeader = nil
    }
    if try contents.size(on: machine) > FileContents.diffBytes {
      remarks += "diff skipped: source file size is greater than \(FileContents.diffBytes)\n"
    } else {
      let bytes = try contents.bytes(on: machine)
      if isBinary(bytes) {
        remarks += "diff skipped: source file appears to be binary\n"
      } else {
        diff.after = .string(String(decoding: bytes, as: UTF8.self))
      }
    }
    if !remarks.isEmpty { diff.prepared = remarks }
    return diff
  }

  private static func isBinary(_ bytes: [UInt8]) -> Bool { bytes.prefix(peekBytes).contains(0) }
}
