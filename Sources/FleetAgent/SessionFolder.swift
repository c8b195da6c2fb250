import CSystem
import FleetProtocol
import FleetSystem
import Glibc

/// The private folder of one session: its journal, the contents that were sent, temporary files.
struct SessionFolder {
  /// Sessions that nobody came back to within this time are swept away.
  private static let staleSeconds = 6 * 3600

  let path: String
  /// Where all sessions and jobs of this user live.
  let root: String
  var blobs: String { FilePath.join(path, "blobs") }
  var temporary: String { FilePath.join(path, "tmp") }
  var journal: String { FilePath.join(path, "journal") }
  var jobs: String { FilePath.join(root, "jobs") }

  /// Opens the first folder that can be made and is ours alone.
  init(_ invocation: AgentInvocation) throws(SystemError) {
    var fault = SystemError("create folder", "", reason: "no folder is named")
    for root in Self.candidates(invocation) {
      do throws(SystemError) {
        try self.init(root: root, session: invocation.session)
        return
      } catch {
        fault = error
      }
    }
    throw fault
  }

  private init(root: String, session: String) throws(SystemError) {
    self.root = root
    let sessions = FilePath.join(root, "sessions")
    path = FilePath.join(sessions, session)
    try FileSystem.makeDirectories(FilePath.parent(of: root), mode: 0o755)
    for folder in [root, sessions, path, FilePath.join(path, "blobs"), FilePath.join(path, "tmp")] {
      try Self.makePrivate(folder)
    }
    Self.sweep(sessions, except: session)
  }

  private static func candidates(_ invocation: AgentInvocation) -> [String] {
    if !invocation.folders.isEmpty { return invocation.folders }
    var folders = ["/var/tmp/fleet-\(geteuid())", "/tmp/fleet-\(geteuid())"]
    if let home = Environment.variable("HOME"), FilePath.isAbsolute(home), home != "/" {
      folders.insert(FilePath.join(home, ".cache/fleet"), at: 0)
    }
    return folders
  }

  /// A folder that only its owner, who must be us, can use; a link or another's folder is refused.
  private static func makePrivate(_ path: String) throws(SystemError) {
    if mkdir(path, 0o700) == 0 { return }
    guard errno == EEXIST else { throw SystemError("create folder", path) }
    let status = try FileSystem.linkStatus(path)
    guard status.isDirectory, status.userID == geteuid() else {
      throw SystemError("use folder", path, reason: "it is not a folder of our own")
    }
    if status.permissions & 0o077 != 0 { try FileSystem.setMode(path, 0o700) }
  }

  /// Removes sessions that ended without a goodbye long ago.
  private static func sweep(_ sessions: String, except session: String) {
    guard let names = try? FileSystem.list(sessions), names.count > 1 else { return }
    let now = SystemClock.system.now().seconds
    for name in names where name != session {
      let folder = FilePath.join(sessions, name)
      guard let status = try? FileSystem.linkStatus(folder), now - status.modified.seconds > staleSeconds else {
        continue
      }
      // A session whose agent is still at work holds its journal.
      let descriptor = fleet_open(FilePath.join(folder, "journal"), O_RDONLY, 0)
      let isHeld = descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) != 0
      if descriptor >= 0 { close(descriptor) }
      if !isHeld { try? FileSystem.removeTree(folder) }
    }
  }

  /// Removes what a step left among the temporary files.
  func clearTemporary() {
    guard let names = try? FileSystem.list(temporary), !names.isEmpty else { return }
    for name in names { try? FileSystem.removeTree(FilePath.join(temporary, name)) }
  }

  /// After a lost connection: only the journal stays, for the control side to ask.
  func keepJournalOnly() {
    try? FileSystem.removeTree(blobs)
    try? FileSystem.removeTree(temporary)
  }

  func remove() { try? FileSystem.removeTree(path) }
}
