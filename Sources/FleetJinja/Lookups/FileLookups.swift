import FleetCore
import FleetSystem

/// Lookups of files on the control machine.
enum FileLookups {
  static let table: [String: FunctionRegistry.Function] = [
    "file": { arguments, context in
      let options = try LookupOptions(arguments, of: "file", names: ["lstrip", "rstrip"])
      let (leading, trailing) = (
        try options.flag("lstrip", default: false), try options.flag("rstrip", default: true)
      )
      return .list(
        try arguments.positional.map { term in
          let name = try term.string(named: "path")
          guard let path = try LookupFiles.find(name, in: "files", context) else {
            throw TemplateFault(
              "Unable to access the file '\(name)'.", kind: .notFound,
              help: [
                "it was looked for in `files` beside " + (try LookupFiles.searchPaths(context).joined(separator: ", "))
              ])
          }
          let text = try LookupFiles.readText(path, context)
          return .string(PythonText.strip(text, leading: leading, trailing: trailing))
        })
    },
    "fileglob": { arguments, context in
      var found: [String] = []
      for term in arguments.positional { found += try glob(try term.string(named: "pattern"), context) }
      return .strings(found)
    },
    "filetree": filetree,
    "first_found": firstFound,
    "unvault": { arguments, context in
      .list(
        try arguments.positional.map { term in
          let name = try term.string(named: "path")
          guard let path = try LookupFiles.find(name, in: "files", context) else {
            throw TemplateFault("Unable to find file matching \"\(name)\"", kind: .notFound)
          }
          return .string(try LookupFiles.readText(path, context))
        })
    },
  ]

  private static func glob(_ pattern: String, _ context: EvaluationContext) throws -> [String] {
    let name = FilePath.name(of: pattern)
    var folders: [String] = []
    if name != pattern {
      folders = try LookupFiles.find(FilePath.parent(of: pattern), in: "files", context).map { [$0] } ?? []
    } else {
      for path in try LookupFiles.searchPaths(context) { folders += [FilePath.join(path, "files"), path] }
    }
    for folder in folders {
      let found = FileGlob.matches(FilePath.join(folder, name)).filter(FileSystem.isRegular)
      if !found.isEmpty { return found }
    }
    return []
  }

  private static func firstFound(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue {
    let names = ["files", "paths", "skip"]
    let options = try LookupOptions(arguments, of: "first_found", names: names)
    // `with_first_found` also looks in the folder that belongs to the task's action.
    let folder = try arguments.keyword("_folder")?.text()
    var skips = try options.flag("skip", default: false)
    var paths = options["paths"]
    var terms = arguments.positional
    if terms.isEmpty, let files = options["files"] { terms = [files] }
    var candidates: [String] = []
    func collect(_ term: JinjaValue) throws {
      switch term {
      case .undefined(let undefined):
        if folder == nil { throw undefined.fault }
      case .map(let map):
        var own = try LookupOptions(arguments, of: "first_found", names: names)
        for (key, value) in try map.pairs() {
          if let name = key.string, names.contains(name) { try own.set(value, for: name) }
        }
        skips = try own.flag("skip", default: skips)
        paths = own["paths"] ?? paths
        try add(own["files"] ?? .list([]))
      case .string: try add(term)
      default:
        guard term.isListLike else {
          throw TemplateFault(
            "Invalid term supplied. A string, dict or list is required, not '\(term.typeName)').", kind: .type)
        }
        for inner in try term.elements() { try collect(inner) }
      }
    }
    func add(_ files: JinjaValue) throws {
      let files = try parts(files, at: ",;")
      let folders = try paths.map { try parts($0, at: ",:;") } ?? []
      candidates += folders.isEmpty ? files : folders.flatMap { folder in files.map { FilePath.join(folder, $0) } }
    }
    for term in terms { try collect(term) }
    for name in candidates {
      if let path = try LookupFiles.find(name, in: folder, context) { return .strings([FilePath.normalized(path)]) }
    }
    if skips { return .list([]) }
    throw TemplateFault(
      "No file was found when using first_found.", kind: .notFound,
      help: candidates.isEmpty ? [] : ["none of these is there: \(candidates.prefix(8).joined(separator: ", "))"])
  }

  private static func parts(_ value: JinjaValue, at separators: String) throws -> [String] {
    if value.isListLike { return try value.elements().flatMap { try parts($0, at: separators) } }
    return try value.text().split { separators.contains($0) }.map { PythonText.strip(String($0)) }.filter {
      !$0.isEmpty
    }
  }

  /// `community.general.filetree`: everything under folders, with its attributes.
  private static func filetree(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue {
    let options = try LookupOptions(arguments, of: "filetree", names: ["exclude"])
    let excluded = try options.text("exclude").map { try Regex.compile($0) }
    let accounts = Accounts()
    var result: [JinjaValue] = []
    for term in arguments.positional {
      let name = try term.string(named: "path")
      let wanted = name.hasSuffix("/") ? String(name.dropLast()) : name
      guard let root = try LookupFiles.find(wanted, in: "files", context) else { continue }
      try FileTree.collect(root, root: root, excluded: excluded, accounts: accounts, depth: 0, into: &result)
    }
    return .list(result)
  }
}
