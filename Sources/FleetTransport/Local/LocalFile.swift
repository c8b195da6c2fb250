import CSystem
import FleetCore
import Glibc

/// Small files of this machine: keys' names, ssh_config, known_hosts.
enum LocalFile {
  static func bytes(_ path: String) -> [UInt8]? {
    let descriptor = fleet_open(path, O_RDONLY, 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while result.count < Limits.sourceFileBytes {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { return result }
      result += buffer[..<count]
    }
    return nil
  }

  static func text(_ path: String) -> String? { bytes(path).map { String(decoding: $0, as: UTF8.self) } }
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
