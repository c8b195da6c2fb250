import FleetModuleKit
import FleetSystem

/// What is to be written: bytes in memory, or a file that holds them.
enum FileContents {
  case bytes([UInt8])
  case file(String)

  /// Contents above this size are not shown in a diff (Ansible's `MAX_FILE_SIZE_FOR_DIFF`).
  static let diffBytes = 102_400

  func size(on machine: Machine) throws -> Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .file(let path): try machine.files.status(path)?.size ?? 0
    }
  }

  func digest(_ algorithm: DigestAlgorithm) throws -> String {
    switch self {
    case .bytes(let bytes): Digest.hex(of: bytes, algorithm)
    case .file(let path): try Digest.hex(ofFile: path, algorithm)
    }
  }

  /// All of them; only for contents that are small or must be looked at.
  func bytes(on machine: Machine) throws -> [UInt8] {
    switch self {
    case .bytes(let bytes): bytes
    case .file(let path): try machine.files.read(path)
    }
  }
}
