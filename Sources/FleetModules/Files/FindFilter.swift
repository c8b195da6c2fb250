import FleetCore
import FleetModuleKit
import FleetSystem

/// What a file must be for `find` to list it.
struct FindFilter {
  private enum Name {
    case wildcard(Wildcard)
    case pattern(Pattern)

    func matches(_ name: String) throws -> Bool {
      switch self {
      case .wildcard(let wildcard): wildcard.matches(name)
      case .pattern(let pattern): try pattern.match(in: Array(name.utf8), atStart: true) != nil
      }
    }
  }

  private let module: FindModule
  private let machine: Machine
  private let names: [Name]
  private let excluded: [Name]
  private let age: Int?
  private let size: Int?
  private let contents: Pattern?
  private let mode: UInt32?
  private let now: Double

  init(module: FindModule, machine: Machine) throws {
    self.module = module
    self.machine = machine
    let patterns = module.patterns.isEmpty ? [module.usesRegex ? ".*" : "*"] : module.patterns
    names = try patterns.map { try Self.name($0, module) }
    excluded = try module.excludes.map { try Self.name($0, module) }
    age = try module.age.map { text throws(ModuleFailure) in
      let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604_800]
      guard let age = FindModule.amount(text, units: units) else {
        throw ModuleFailure("failed to process age", ["age": .string(text)], parameter: "age")
      }
      return age
    }
    size = try module.size.map { text throws(ModuleFailure) in
      let units: [Character: Int] = ["b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40]
      guard let size = FindModule.amount(text, units: units) else {
        throw ModuleFailure("failed to process size", ["size": .string(text)], parameter: "size")
      }
      return size
    }
    contents = try module.contains.map { text throws(ModuleFailure) in try Pattern(text, .text) }
    mode = try? module.mode?.bits(current: 0, isDirectory: false, umask: FileSystem.umask())
    now = machine.clock.now().double
  }

  private static func name(_ text: String, _ module: FindModule) throws -> Name {
    module.usesRegex ? .pattern(try Pattern(text, .text)) : .wildcard(Wildcard(text))
  }

  func accepts(_ name: String, _ path: String, _ status: FileStatus) throws -> Bool {
    switch module.kind {
    case .any: break
    case .directory: if !status.isDirectory { return false }
    case .file: if !status.isRegular { return false }
    case .link: if !status.isSymlink { return false }
    }
    guard try names.contains(where: { try $0.matches(name) }) else { return false }
    if try excluded.contains(where: { try $0.matches(name) }) { return false }
    guard isOfAge(status), isOfMode(status) else { return false }
    if status.isRegular, module.kind == .any || module.kind == .file, !isOfSize(status) { return false }
    return try module.kind != .file || hasContents(path)
  }

  private func isOfAge(_ status: FileStatus) -> Bool {
    guard let age else { return true }
    let stamp =
      switch module.ageStamp {
      case .atime: status.accessed
      case .ctime: status.changed
      case .mtime: status.modified
      }
    let passed = now - stamp.double
    return age >= 0 ? passed >= Double(age) : passed <= Double(-age)
  }

  private func isOfSize(_ status: FileStatus) -> Bool {
    guard let size else { return true }
    return size >= 0 ? status.size >= size : status.size <= -size
  }

  private func isOfMode(_ status: FileStatus) -> Bool {
    guard let mode else { return true }
    return module.isExactMode ? status.permissions == mode : status.permissions & mode != 0
  }

  private func hasContents(_ path: String) throws -> Bool {
    guard let contents else { return true }
    let name = module.encoding ?? "utf-8"
    let codec = try TextCodec(named: name, on: machine)
    guard let bytes = try? machine.files.read(path) else { return false }
    guard let text = try codec.decoded(bytes) else {
      throw ModuleFailure(
        "Failed to read the file \(path) due to an encoding error. current encoding: \(name)", parameter: "encoding")
    }
    if module.readsWhole { return try contents.isFound(in: text) }
    return try TextLines.splitUniversal(text).contains { line in
      try contents.match(
        in: Array(TextLines.trimmed(line)) + (line.last == 10 || line.last == 13 ? [10] : []),
        atStart: true) != nil
    }
  }
}
