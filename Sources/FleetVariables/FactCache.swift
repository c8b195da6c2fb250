import FleetCore
import FleetSystem
import Glibc

/// Facts that outlive a run: a file for each host, in the form of ansible-core's cache `jsonfile`.
package struct FactCache: Sendable {
  private let folder: String
  private let prefix: String
  /// Seconds until what is kept counts no more; 0 for never.
  private let timeout: Int

  package init(folder: String, prefix: String = "", timeout: Int = 0) {
    self.folder = folder
    self.prefix = prefix
    self.timeout = timeout
  }

  /// `s1_` is the mark of ansible-core 2.19's form; a host's name never leaves the folder.
  private func path(of host: String) -> String {
    FilePath.join(folder, prefix + "s1_" + host.replacing("/", with: "_"))
  }

  /// What is kept of a host; nil when there is nothing or it is too old.
  func facts(of host: String) -> ValueMap? {
    let path = path(of: host)
    guard let status = try? FileSystem.status(path),
      timeout == 0 || Double(timeout) > SystemClock.system.now().double - status.modified.double,
      let bytes = try? FileSystem.read(path, limit: Limits.sourceFileBytes),
      let document = (try? JSONReader.read(bytes, path: path))?.map
    else { return nil }
    guard let payload = document["__payload__"]?.string else { return document }
    return (try? JSONReader.read(Array(payload.utf8), path: path))?.map
  }

  /// Keeps the facts of a host; a folder that cannot be written loses them, as nothing else depends on it.
  func store(_ facts: ValueMap, of host: String) {
    let payload = JSONWriter().write(.map(facts))
    let text = JSONWriter().write(["__payload__": .string(payload)])
    if !FileSystem.isDirectory(folder) { _ = try? FileSystem.makeDirectories(folder) }
    try? FileSystem.replace(path(of: host), with: Array(text.utf8), mode: 0o644)
  }

  /// Forgets a host (`meta: clear_facts`, `--flush-cache`).
  package func clear(_ host: String) { try? FileSystem.remove(path(of: host)) }
}
