import FleetCore
import FleetSystem
import Glibc

/// Filters for paths.
enum PathFilters {
  static let table: [String: FunctionRegistry.Filter] = [
    "basename": { value, _, _ in .string(FilePath.name(of: try path(value))) },
    "commonpath": { value, _, _ in
      guard value.isListLike else {
        throw TemplateFault("|commonpath expects sequence, got <class '\(value.typeName)'> instead.", kind: .type)
      }
      return .string(try commonPath(try value.elements().map { try path($0) }))
    },
    "dirname": { value, _, _ in .string(FilePath.parent(of: try path(value))) },
    "expanduser": { value, _, _ in .string(FilePath.expandingHome(try path(value))) },
    "expandvars": { value, _, _ in .string(FilePath.expandingVariables(try path(value))) },
    "fileglob": { value, _, _ in
      .strings(FileGlob.matches(try path(value)).filter(FileSystem.isRegular))
    },
    "normpath": { value, _, _ in
      let path = try path(value)
      // Two slashes at the start stay two (POSIX), any other number becomes one.
      let isDouble = path.hasPrefix("//") && !path.hasPrefix("///")
      return .string((isDouble ? "/" : "") + FilePath.normalized(path))
    },
    "path_join": { value, _, _ in
      if value.isString { return value }
      guard value.isListLike else {
        throw TemplateFault(
          "|path_join expects string or sequence, got <class '\(value.typeName)'> instead.", kind: .type)
      }
      let parts = try value.elements().map { try path($0) }
      guard let first = parts.first else { throw TemplateFault("join() needs a path", kind: .type) }
      return .string(parts.dropFirst().reduce(first) { FilePath.join($0, $1) })
    },
    "realpath": { value, _, _ in
      .string(FileSystem.resolvedAsFarAsPossible(FilePath.absolute(try path(value))))
    },
    "relpath": { value, arguments, _ in
      let start = try arguments.bound(to: ["start"], of: "relpath").string("start") ?? "."
      return .string(FilePath.relative(FilePath.absolute(try path(value)), to: FilePath.absolute(start)))
    },
    "splitext": { value, _, _ in
      let parts = FilePath.splitExtension(try path(value))
      return .tuple([.string(parts.stem), .string(parts.ext)])
    },
    "win_basename": { value, _, _ in .string(WindowsPath.split(try path(value)).name) },
    "win_dirname": { value, _, _ in .string(WindowsPath.split(try path(value)).folder) },
    "win_splitdrive": { value, _, _ in
      let parts = WindowsPath.splitDrive(try path(value))
      return .tuple([.string(parts.drive), .string(parts.rest)])
    },
  ]

  static func path(_ value: JinjaValue) throws -> String {
    guard value.isString else {
      throw TemplateFault("expected str, bytes or os.PathLike object, not \(value.typeName)", kind: .type)
    }
    return try value.text()
  }

  private static func commonPath(_ paths: [String]) throws -> String {
    guard let first = paths.first else { throw TemplateFault("commonpath() arg is an empty sequence", kind: .value) }
    let isAbsolute = FilePath.isAbsolute(first)
    guard paths.allSatisfy({ FilePath.isAbsolute($0) == isAbsolute }) else {
      throw TemplateFault("Can't mix absolute and relative paths", kind: .value)
    }
    let split = paths.map { $0.split(separator: "/").map(String.init).filter { $0 != "." } }
    var common = split[0]
    for parts in split.dropFirst() {
      let count = zip(common, parts).prefix { $0 == $1 }.count
      common = Array(common.prefix(count))
    }
    return (isAbsolute ? "/" : "") + common.joined(separator: "/")
  }
}
