import FleetCore
import FleetInventory
import FleetSystem

/// `fleet galaxy install`, the part of `ansible-galaxy` that needs no server: roles and collections of requirements
/// files, from git and from archives.
enum GalaxyCommand {
  static let form = CommandForm(
    "galaxy", "install [-r FILE] [SOURCE...]", "Install roles and collections from git and from archives.",
    groups: [
      OptionGroup(
        "Installing",
        [
          OptionSpec("-r --role-file --requirements-file", .value("FILE"), "a file that lists roles and collections"),
          OptionSpec("-p --roles-path --collections-path", .value("FOLDER"), "where they are put"),
          OptionSpec("-f --force", "replace what is there"),
          OptionSpec("-n --no-deps", "leave out what roles depend on"),
          OptionSpec("-i --ignore-errors", "go on when one cannot be installed"),
          OptionSpec("-c --ignore-certs", "accepted; git's own settings say what is trusted"),
          OptionSpec("-g --keep-scm-meta", "keep the `.git` folder of roles"),
          OptionSpec("--force-with-deps", "replace what is there, and what it depends on"),
          OptionSpec("-U --upgrade", "replace what is there by what is asked for"),
        ]),
      OptionGroup(
        "Servers, of which none is asked",
        [
          OptionSpec("-s --server", .value("URL"), "accepted and not needed"),
          OptionSpec("--token --api-key", .value("TOKEN"), "accepted and not needed"),
          OptionSpec("--api-version", .value("VERSION"), "accepted and not needed"),
          OptionSpec("--timeout", .number("SECONDS"), "accepted and not needed"),
          OptionSpec("--clear-response-cache", "accepted and not needed"),
          OptionSpec("--no-cache", "accepted and not needed"),
          OptionSpec("--offline", "accepted and not needed"),
          OptionSpec("--pre", "accepted and not needed"),
        ]),
    ], run: run)

  private static func run(_ options: ParsedOptions, _ session: CommandSession) async throws -> Int32 {
    var words = options.arguments[...]
    var kind: GalaxyRequirement.Kind?
    if words.first == "role" || words.first == "collection" {
      kind = words.popFirst() == "role" ? .role : .collection
    }
    switch words.popFirst() {
    case "install": break
    case "list": return list(options, session, kind ?? .role)
    case let word:
      throw UsageFault(
        message: word.map { "no command `\($0)`" } ?? "the following arguments are required: action",
        help: ["`fleet galaxy install -r requirements.yml` installs roles and collections"])
    }
    var wanted: [GalaxyRequirement] = []
    if let file = options.value("role-file") { wanted += try GalaxyRequirement.read(file, only: kind) }
    for word in words { wanted.append(try GalaxyRequirement(text: word, kind: kind ?? .role)) }
    guard !wanted.isEmpty else {
      throw DiagnosticError(
        .optionConflict, "- you must specify a source or a file of requirements", help: ["give the file with `-r`"])
    }
    let installer = GalaxyInstaller(options: options, session: session)
    var failures = 0
    for requirement in wanted {
      do throws(DiagnosticError) {
        try installer.install(requirement, depth: 0)
      } catch {
        guard options.has("ignore-errors") else { throw error }
        session.report(error.diagnostics)
        failures += 1
      }
    }
    return failures == 0 ? ExitCode.success : ExitCode.genericError
  }

  private static func list(
    _ options: ParsedOptions, _ session: CommandSession, _ kind: GalaxyRequirement.Kind
  ) -> Int32 {
    let given = options.value("roles-path").map { [$0] }
    for folder in given ?? (kind == .role ? session.settings.rolesPath : session.settings.collectionsPath) {
      let root = kind == .role ? folder : FilePath.join(folder, "ansible_collections")
      guard let names = try? FileSystem.list(root) else { continue }
      session.write("# \(root)\n")
      for name in names.sorted() where !name.hasPrefix(".") && !name.hasSuffix(".info") {
        guard kind == .collection else {
          session.write("- \(name), \(GalaxyInstaller.installedVersion(FilePath.join(root, name)))\n")
          continue
        }
        for part in ((try? FileSystem.list(FilePath.join(root, name))) ?? []).sorted() {
          session.write("\(name).\(part)\n")
        }
      }
    }
    return ExitCode.success
  }
}
