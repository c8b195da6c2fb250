import FleetCore
import FleetSystem
import Glibc
import Synchronization

/// The file of `log_path`: every line of the output with its time, in the form of Ansible's log.
final class LogFile: Sendable {
  private let path: String
  private let user: String
  private let isBroken = Mutex(false)

  init(path: String) {
    self.path = path
    user = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? String(getuid())
  }

  /// Whether the file can be written; Ansible only warns when not.
  var isWritable: Bool {
    FileSystem.exists(path) ? FileSystem.isWritable(path) : FileSystem.isWritable(FilePath.folder(of: path))
  }

  func append(_ text: String) {
    guard !isBroken.withLock({ $0 }) else { return }
    let head = "\(Self.now()) p=\(getpid()) u=\(user) n=ansible INFO| "
    let lines = text.split(separator: "\n").map { head + Self.plain($0) + "\n" }
    do throws(SystemError) {
      try FileSystem.append(Array(lines.joined().utf8), to: path)
    } catch {
      isBroken.withLock { $0 = true }
    }
  }

  /// Without the codes of colours.
  private static func plain(_ line: Substring) -> String {
    guard line.contains("\u{1B}") else { return String(line) }
    var result = ""
    var rest = line
    while let mark = rest.firstIndex(of: "\u{1B}") {
      result += rest[..<mark]
      rest = rest[mark...]
      guard let end = rest.firstIndex(of: "m") else { return result }
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  private static func now() -> String {
    let stamp = SystemClock.system.now()
    var seconds = time_t(stamp.seconds)
    var parts = tm()
    localtime_r(&seconds, &parts)
    let pad = { (number: Int, width: Int) in
      let text = String(number)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    let date = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)].map { pad($0, 2) }
    let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { pad(Int($0), 2) }
    return date.joined(separator: "-") + " " + clock.joined(separator: ":") + ","
      + pad(Int(stamp.nanoseconds / 1_000_000), 3)
  }
}
