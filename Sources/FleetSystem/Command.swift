import Glibc

/// A program to run: its arguments, surroundings and bounds. No shell is involved.
package struct Command: Hashable, Sendable {
  /// The program's name or path, then its arguments.
  package var arguments: [String]
  /// nil is where this process stands.
  package var directory: String?
  /// Added to this process's environment.
  package var environment: [String: String]
  /// Starts from an empty environment rather than this process's.
  package var clearsEnvironment = false
  /// nil is /dev/null.
  package var input: [UInt8]?
  /// Seconds until the whole process group is killed; 0 for no bound.
  package var timeoutSeconds: Double = 0
  package var umask: UInt32?

  package init(
    _ arguments: [String], directory: String? = nil, environment: [String: String] = [:], input: [UInt8]? = nil,
    timeoutSeconds: Double = 0, umask: UInt32? = nil
  ) {
    self.arguments = arguments
    self.directory = directory
    self.environment = environment
    self.input = input
    self.timeoutSeconds = timeoutSeconds
    self.umask = umask
  }

  /// Folders that Ansible's `get_bin_path` adds to PATH.
  package static let systemFolders = ["/sbin", "/usr/sbin", "/usr/local/sbin"]

  /// Where a program is; nil when it is nowhere in `path` (or PATH) nor in the system folders.
  package static func locate(_ name: String, path: String? = nil) -> String? {
    if name.utf8.contains(UInt8(ascii: "/")) { return isProgram(name) ? name : nil }
    let searchPath = path ?? Environment.variable("PATH") ?? "/usr/local/bin:/usr/bin:/bin"
    for folder in searchPath.split(separator: ":").map(String.init) + systemFolders {
      let candidate = FilePath.join(folder, name)
      if isProgram(candidate) { return candidate }
    }
    return nil
  }

  private static func isProgram(_ path: String) -> Bool {
    FileSystem.isExecutable(path) && !FileSystem.isDirectory(path)
  }

  /// The environment the program gets.
  func finalEnvironment() -> [String] {
    var variables = clearsEnvironment ? [:] : Environment.dictionary()
    variables.merge(environment) { $1 }
    return variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  }
}
