import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Lists files by name, age, size, mode and contents.
struct FindModule: Module {
  static let name = "find"
  static let summary = "List files by name, age, size, mode or contents."

  enum Kind: String, ParameterChoice {
    case any, directory, file, link
  }

  enum Stamp: String, ParameterChoice {
    case atime, ctime, mtime
  }

  let paths: [PathArgument]
  let patterns: [String]
  let excludes: [String]
  let contains: String?
  let readsWhole: Bool
  let kind: Kind
  let age: String?
  let ageStamp: Stamp
  let size: String?
  let recurse: Bool
  let hidden: Bool
  let follow: Bool
  let getsChecksum: Bool
  let algorithm: StatModule.Algorithm
  let usesRegex: Bool
  let depth: Int?
  let mode: FileMode?
  let isExactMode: Bool
  let encoding: String?
  let limit: Int?

  init(_ parameters: inout Parameters) {
    paths = parameters.required("paths", aliases: ["name", "path"], "The folders to look in.")
    patterns = parameters.optional(
      "patterns", aliases: ["pattern"], default: [], "Names, with `*` and `?`; all if absent.")
    excludes = parameters.optional("excludes", aliases: ["exclude"], "Names to leave out.") ?? []
    contains = parameters.optional("contains", "A regular expression that a line of the file must begin with.")
    readsWhole = parameters.optional("read_whole_file", default: false, "Search the contents as one text.")
    kind = parameters.optional("file_type", default: .file, "What to list.")
    age = parameters.optional("age", "Older than this, such as `3d`; younger with a minus sign.")
    ageStamp = parameters.optional("age_stamp", default: .mtime, "Which time `age` means.")
    size = parameters.optional("size", "Larger than this, such as `10m`; smaller with a minus sign.")
    recurse = parameters.optional("recurse", default: false, "Look in the folders inside, too.")
    hidden = parameters.optional("hidden", default: false, "List names that begin with a dot, too.")
    follow = parameters.optional("follow", default: false, "Look in folders that links point to.")
    getsChecksum = parameters.optional("get_checksum", default: false, "Compute a checksum of each file.")
    algorithm = parameters.optional(
      "checksum_algorithm", aliases: ["checksum", "checksum_algo"], default: .sha1, "How to compute the checksum.")
    usesRegex = parameters.optional(
      "use_regex", default: false, "Read `patterns` and `excludes` as regular expressions.")
    depth = parameters.optional("depth", "How many folders deep to look.")
    mode = parameters.optional("mode", "Permission bits.")
    isExactMode = parameters.optional("exact_mode", default: true, "Want exactly these bits rather than one of them.")
    encoding = parameters.optional("encoding", "The encoding of the files for `contains`.")
    limit = parameters.optional("limit", "Stop after so many.")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    if let limit, limit <= 0 { throw ModuleFailure("limit cannot be \(limit) (use None for unlimited)") }
    let filter = try FindFilter(module: self, machine: machine)
    var search = FindSearch(module: self, filter: filter, machine: machine)
    for path in paths { search.look(in: path.text) }
    var result = ModuleResult()
    result.values = [
      "files": .list(search.found), "matched": .int(search.found.count), "examined": .int(search.examined),
      "skipped_paths": .map(search.skipped),
    ]
    result.message = search.message
    return result
  }

  /// `10m` as a number: digits, a sign and a unit of the table.
  static func amount(_ text: String, units: [Character: Int]) -> Int? {
    var digits = text.lowercased()
    var factor = 1
    if let last = digits.last, let unit = units[last] {
      factor = unit
      digits.removeLast()
    }
    guard !digits.hasPrefix("+"), let number = Int(digits) else { return nil }
    return number.multipliedReportingOverflow(by: factor).overflow ? nil : number * factor
  }
}
