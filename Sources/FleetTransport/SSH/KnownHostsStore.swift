import CCrypto
import CSystem
import FleetSystem
import Glibc
import Synchronization

/// The known_hosts files of a run: each set of files is parsed once, new keys are appended under a lock.
final class KnownHostsStore: Sendable {
  private let cache = Mutex<[[String]: KnownHosts]>([:])

  func hosts(in files: [String]) -> KnownHosts {
    if let known = cache.withLock({ $0[files] }) { return known }
    var known = KnownHosts()
    for file in files { known.add(text: LocalFile.text(file) ?? "", file: file) }
    cache.withLock { $0[files] = known }
    return known
  }

  /// Writes a new key to the first of the files, in one write under a lock, so that no line is torn or written twice by
  /// another run. Says what went wrong, if anything: the key is then trusted for this run only.
  func append(_ key: HostKey, host: String, port: UInt16, files: [String], isHashed: Bool) -> String? {
    guard let file = files.first else { return "no known_hosts file is configured" }
    let folder = String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)])
    if !folder.isEmpty, access(folder, F_OK) != 0 { mkdir(folder, 0o700) }
    let descriptor = fleet_open(file, O_RDWR | O_CREAT | O_APPEND, 0o600)
    guard descriptor >= 0 else { return "cannot write \(file): \(Socket.errorText(errno))" }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX) == 0 else { return "cannot lock \(file): \(Socket.errorText(errno))" }
    let present = LocalFile.text(file) ?? ""
    var before = present.utf8.count { $0 == 10 }
    var fresh = KnownHosts()
    fresh.add(text: present, file: file)
    if case .unknown = fresh.verdict(on: key, host: host, port: port) {
      let name = KnownHosts.name(host, port: port)
      let needsBreak = !present.isEmpty && present.utf8.last != UInt8(ascii: "\n")
      let line = "\(needsBreak ? "\n" : "")\(isHashed ? Self.hashed(name) : name) \(key.type) \(key.base64)\n"
      do throws(SystemError) {
        guard try FileSystem.append(Array(line.utf8), to: descriptor, path: file) else {
          return "half a line was written to the end of \(file): \(SystemError.text(of: ENOSPC))"
        }
      } catch { return "cannot write \(file): \(error.reason)" }
      if needsBreak { before += 1 }
    }
    learn(key, name: KnownHosts.name(host, port: port), file: file, line: before + 1)
    return nil
  }

  /// The parsed files of this run learn the key without being read again.
  private func learn(_ key: HostKey, name: String, file: String, line: Int) {
    cache.withLock { cache in
      for files in cache.keys where files.contains(file) {
        cache[files]?.add(line: "\(name) \(key.type) \(key.base64)", file: file, number: line)
      }
    }
  }

  /// `|1|salt|hash`, as ssh writes it with HashKnownHosts.
  private static func hashed(_ name: String) -> String {
    var salt = [UInt8](repeating: 0, count: 20)
    RAND_bytes(&salt, Int32(salt.count))
    return "|1|\(Base64.encode(salt))|\(Base64.encode(KnownHosts.digest(name, salt: salt)))"
  }
}
