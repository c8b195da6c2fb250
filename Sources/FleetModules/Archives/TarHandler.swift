import FleetCore
import FleetModuleKit
import FleetSystem

/// Tar archives, packed or not, by the machine's GNU tar.
struct TarHandler: ArchiveHandler {
  /// How an archive is packed, told by its first bytes.
  enum Packing {
    case none, gzip, bzip2, xz, zstd

    init(head: [UInt8]) {
      if head.starts(with: [0x1f, 0x8b]) {
        self = .gzip
      } else if head.starts(with: Array("BZh".utf8)) {
        self = .bzip2
      } else if head.starts(with: [0xfd, 0x37, 0x7a, 0x58, 0x5a]) {
        self = .xz
      } else if head.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) {
        self = .zstd
      } else {
        self = .none
      }
    }

    var option: String? {
      switch self {
      case .none: nil
      case .gzip: "-z"
      case .bzip2: "-j"
      case .xz: "-J"
      case .zstd: "--use-compress-program=zstd"
      }
    }

    var handlerName: String {
      switch self {
      case .none: "TarArchive"
      case .gzip: "TgzArchive"
      case .bzip2: "TarBzipArchive"
      case .xz: "TarXzArchive"
      case .zstd: "TarZstdArchive"
      }
    }
  }

  private let module: UnarchiveModule
  private let archive: String
  private let target: String
  private let packing: Packing
  private let machine: Machine
  private let program: String
  private(set) var names: [String] = []

  var name: String { packing.handlerName }
  let supportsCheck = false

  init(
    module: UnarchiveModule, archive: String, target: String, packing: Packing, machine: Machine
  ) throws {
    self.module = module
    self.archive = archive
    self.target = target
    self.packing = packing
    self.machine = machine
    guard let program = machine.processes.locate("gtar") ?? machine.processes.locate("tar") else {
      throw ModuleFailure(
        "Failed to find handler for \"\(module.src)\". Make sure the required command to extract the file is installed."
          + "\nUnable to find required 'gtar' or 'tar' binary in the path")
    }
    self.program = program
    if machine.context.isCheck { return }
    names = try list()
  }

  private func command(_ action: String, _ middle: [String] = []) -> [String] {
    var words = [program, action, "-C", target]
    if let option = packing.option { words.append(option) }
    if !module.extraOptions.isEmpty { words += ["--show-transformed-names"] + module.extraOptions }
    words += middle
    words += module.exclude.map { "--exclude=" + trimmedSlash($0) }
    return words + ["-f", archive] + module.include
  }

  private func trimmedSlash(_ path: String) -> String {
    var path = path
    while path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// Owner, group and age as both comparing and unpacking take them.
  private var keeping: [String] {
    var words: [String] = []
    if let owner = module.attributes.owner { words.append("--owner=" + ShellWords.quote(owner)) }
    if let group = module.attributes.group { words.append("--group=" + ShellWords.quote(group)) }
    if module.keepsNewer { words.append("--keep-newer-files") }
    return words
  }

  private func prepared(_ words: [String]) -> Command {
    let language = ["LANG": "C", "LC_ALL": "C", "LC_MESSAGES": "C", "LANGUAGE": "C"]
    return Command(words, directory: target, environment: language)
  }

  private func list() throws -> [String] {
    let output = try machine.processes.query(prepared(command("--list")))
    guard output.isSuccess else {
      throw ModuleFailure(
        "Failed to find handler for \"\(module.src)\". Make sure the required command to extract the file is installed."
          + "\nCommand \"\(program)\" could not handle archive: Unable to list files in the archive: "
          + output.stderrText)
    }
    let excluded = module.exclude.map { Wildcard(trimmedSlash($0)) }
    let found = output.stdoutText.split(separator: "\n").map { Self.unescaped(String($0)) }
      .map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 }
      .filter { name in !excluded.contains { $0.matches(name) } }
    guard !found.isEmpty else {
      throw ModuleFailure(
        "Command \"\(program)\" found no files in archive. Empty archive files are not supported.")
    }
    return found
  }

  /// GNU tar writes unusual bytes of a name in octal.
  private static func unescaped(_ name: String) -> String {
    guard name.contains("\\") else { return name }
    let bytes = Array(name.utf8)
    var result: [UInt8] = []
    var position = 0
    while position < bytes.count {
      guard bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count else {
        result.append(bytes[position])
        position += 1
        continue
      }
      let digits = bytes[(position + 1)...].prefix(3).prefix { (0x30...0x37).contains($0) }
      if let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8) {
        result.append(value)
        position += 1 + digits.count
      } else {
        let plain: [UInt8: UInt8] = [UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13]
        result.append(plain[bytes[position + 1]] ?? bytes[position + 1])
        position += 2
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// What `tar --diff` says, without what the task's own owner, group and mode explain.
  func compare() throws -> ArchiveState {
    let output = try machine.processes.query(prepared(command("--diff", keeping)))
    let isRoot = KernelUser.isRoot
    let always = [
      ": Mod time differs", ": Warning: Cannot stat: No such file or directory", ": Symlink differs",
      ": Contents differ", ": Size differs",
    ]
    for line in (output.stdoutText + output.stderrText).split(separator: "\n") {
      if line.hasSuffix(": : Warning: Cannot stat: No such file or directory") { continue }
      let differs =
        always.contains { line.hasSuffix($0) } || line.hasSubstring(": Invalid owner")
        || line.hasSubstring(": Invalid group")
        || (isRoot && module.attributes.owner == nil && line.hasSuffix(": Uid differs"))
        || (isRoot && module.attributes.group == nil && line.hasSuffix(": Gid differs"))
        || (module.attributes.mode == nil && line.hasSuffix(": Mode differs"))
      if differs { return ArchiveState(isUnpacked: false) }
    }
    return ArchiveState(isUnpacked: true)
  }

  func extract() throws -> (command: [String], output: CommandOutput) {
    let words = command("--extract", keeping)
    return (words, try machine.processes.run(prepared(words)))
  }
}
