import CSystem
import FleetCore
import Glibc

/// Files and folders of the machine this process runs on.
package enum FileSystem {
  private static let readChunk = 64 << 10

  /// Follows symbolic links.
  package static func status(_ path: String) throws(SystemError) -> FileStatus {
    var result = stat()
    guard stat(path, &result) == 0 else { throw SystemError("stat", path) }
    return FileStatus(result)
  }

  /// Looks at a symbolic link itself.
  package static func linkStatus(_ path: String) throws(SystemError) -> FileStatus {
    var result = stat()
    guard lstat(path, &result) == 0 else { throw SystemError("lstat", path) }
    return FileStatus(result)
  }

  /// nil when there is nothing (a dangling link counts as nothing when followed).
  package static func statusIfPresent(_ path: String, follow: Bool = true) throws(SystemError) -> FileStatus? {
    do throws(SystemError) {
      return follow ? try status(path) : try linkStatus(path)
    } catch {
      if error.isNotFound { return nil }
      throw error
    }
  }

  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
  package static func isDirectory(_ path: String) -> Bool { (try? status(path))?.isDirectory ?? false }
  package static func isRegular(_ path: String) -> Bool { (try? status(path))?.isRegular ?? false }
  package static func isReadable(_ path: String) -> Bool { access(path, R_OK) == 0 }
  package static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }
  package static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 }

  /// The whole of a file, up to `limit` bytes; longer is a fault.
  package static func read(_ path: String, limit: Int = Int.max) throws(SystemError) -> [UInt8] {
    let descriptor = fleet_open(path, O_RDONLY, 0)
    guard descriptor >= 0 else { throw SystemError("open", path) }
    defer { close(descriptor) }
    var information = stat()
    if fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFDIR {
      throw SystemError("read", path, code: EISDIR)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(max(0, min(Int(information.st_size), limit)) + 1)
    var chunk = [UInt8](repeating: 0, count: readChunk)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw SystemError("read", path)
      }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
      if bytes.count > limit {
        throw SystemError("read", path, reason: "the file is larger than \(limit) bytes")
      }
    }
  }

  /// The contents as text; wrong UTF-8 becomes U+FFFD.
  package static func readText(_ path: String, limit: Int = Limits.sourceFileBytes) throws(SystemError) -> String {
    String(decoding: try read(path, limit: limit), as: UTF8.self)
  }

  /// The contents as text without surrounding white space; nil when it cannot be read.
  package static func readLine(_ path: String) -> String? {
    guard let text = try? readText(path) else { return nil }
    return text.trimmingSpace()
  }

  /// The names in a folder, without `.` and `..`, sorted by bytes.
  package static func list(_ path: String) throws(SystemError) -> [String] {
    guard let folder = opendir(path) else { throw SystemError("open folder", path) }
    defer { closedir(folder) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
      errno = 0
    }
    if errno != 0 { throw SystemError("read folder", path) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Where a symbolic link points.
  package static func linkTarget(_ path: String) throws(SystemError) -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = readlink(path, &buffer, buffer.count - 1)
    guard count >= 0 else { throw SystemError("read link", path) }
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The path with every symbolic link followed; the file must exist.
  package static func resolved(_ path: String) throws(SystemError) -> String {
    guard let result = realpath(path, nil) else { throw SystemError("resolve", path) }
    defer { free(result) }
    return String(cString: result)
  }

  /// `os.path.realpath`: follows what exists and keeps the rest, so that the file itself may be missing.
  package static func resolvedAsFarAsPossible(_ path: String) -> String {
    if let whole = try? resolved(path) { return whole }
    let absolute = FilePath.absolute(path)
    if absolute == "/" { return absolute }
    let folder = resolvedAsFarAsPossible(FilePath.parent(of: absolute))
    return FilePath.join(folder, FilePath.name(of: absolute))
  }

  package static func currentDirectory() -> String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }

  /// The process's umask, read without changing it where /proc allows.
  package static func umask() -> UInt32 {
    if let text = try? readText("/proc/self/status") {
      for line in text.split(separator: "\n") where line.hasPrefix("Umask:") {
        if let mask = UInt32(line.dropFirst(6).drop { $0 == "\t" || $0 == " " }, radix: 8) { return mask }
      }
    }
    return 0o022
  }
}
