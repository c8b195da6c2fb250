import Glibc

extension SourceFile {
  /// Reads a file of the control machine. `name` is how the user would write the path, for messages.
  package static func read(_ path: String, name: String? = nil) throws(DiagnosticError) -> SourceFile {
    SourceFile(path: name ?? path, text: try readBytes(path, name: name ?? path))
  }

  /// The bytes of a regular file, pipe or device, within `Limits.sourceFileBytes`.
  package static func readBytes(_ path: String, name: String) throws(DiagnosticError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(name, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(name, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw unreadable(name, EISDIR) }
    var bytes: [UInt8] = []
    var chunk = max(4096, min(Int(status.st_size) + 1, Limits.sourceFileBytes + 1))
    while true {
      let room = chunk
      var count = 0
      let part = [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
        count = Glibc.read(descriptor, buffer.baseAddress, room)
        filled = max(0, count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw unreadable(name, errno)
      }
      if count == 0 { return bytes }
      if bytes.isEmpty { bytes = part } else { bytes += part }
      guard bytes.count <= Limits.sourceFileBytes else {
        throw DiagnosticError(
          .tooLarge, "`\(name)` is larger than \(Limits.sourceFileBytes >> 20) MB",
          help: ["split the file, or keep large contents in files that `copy` sends"])
      }
      chunk = 64 << 10
    }
  }

  private static func unreadable(_ name: String, _ code: Int32) -> DiagnosticError {
    let help =
      switch code {
      case ENOENT: ["check the path; it is looked up from the folder where the command runs"]
      case EACCES: ["you need the right to read the file and to enter the folders above it"]
      default: [String]()
      }
    return DiagnosticError(.unreadableFile, "cannot read `\(name)`: \(String(cString: strerror(code)))", help: help)
  }
}
