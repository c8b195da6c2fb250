import FleetSystem
import Glibc

/// Runs a program on the user's terminal and waits for it: an editor.
enum ForegroundProgram {
  /// The exit status; nil when it could not be started or was killed.
  static func run(_ words: [String]) -> Int32? {
    guard let name = words.first, let path = Command.locate(name) else { return nil }
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var surroundings: [UnsafeMutablePointer<CChar>?] =
      Environment.all().map { strdup("\($0.name)=\($0.value)") } + [nil]
    defer { for pointer in arguments + surroundings { free(pointer) } }
    var process = pid_t()
    guard posix_spawn(&process, path, nil, nil, &arguments, &surroundings) == 0 else { return nil }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { guard errno == EINTR else { return nil } }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
  }
}
