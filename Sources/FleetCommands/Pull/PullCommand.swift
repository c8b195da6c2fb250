import FleetCore
import FleetInventory
import FleetSystem
import Glibc

/// `fleet pull`, which is `ansible-pull`: gets a repository of playbooks and runs one of them on this computer.
enum PullCommand {
  static let form = CommandForm(
    "pull", "-U REPOSITORY [PLAYBOOK...]", "Get playbooks from a repository and run them on this computer.",
    groups: [
      OptionGroup(
        "Repository",
        [
          OptionSpec("-U --url", .value("URL"), "the repository of the playbooks"),
          OptionSpec("-d --directory", .value("FOLDER"), "where it is checked out (default ~/.ansible/pull/HOSTNAME)"),
          OptionSpec("-C --checkout", .value("VERSION"), "the branch, tag or commit"),
          OptionSpec("-m --module-name", .value("MODULE"), "the module that gets it: git (default) or subversion"),
          OptionSpec("--full", "get the whole history"),
          OptionSpec("--accept-host-key", "add the host key of the repository's server"),
          OptionSpec("--verify-commit", "check the signature of the commit"),
          OptionSpec("--clean", "throw changes in the checked-out files away"),
          OptionSpec("--track-subs", "submodules follow their branches"),
          OptionSpec("--purge", "remove the checkout afterwards"),
          OptionSpec("-o --only-if-changed", "run the playbook only when the repository has changed"),
          OptionSpec("-f --force", "run the playbook even when the repository could not be got"),
          OptionSpec("-s --sleep", .number("SECONDS"), "wait for a random time up to this before"),
        ]),
      OptionGroup(
        "Running",
        [
          OptionSpec("-t --tags", .values("TAGS"), "only run tasks with these tags"),
          OptionSpec("--skip-tags", .values("TAGS"), "leave out tasks with these tags"),
          OptionSpec("--check", "change nothing, tell what would change"),
          OptionSpec("--diff", "show the differences in files"),
          CommonOptions.modulePath,
        ]), CommonOptions.inventory, CommonOptions.variables, CommonOptions.vault, CommonOptions.connection,
      CommonOptions.become,
    ], run: run)

  private static func run(_ options: ParsedOptions, _ session: CommandSession) async throws -> Int32 {
    guard let url = options.value("url") else {
      throw DiagnosticError(.optionConflict, "URL for repository not specified", help: ["give it with `-U`"])
    }
    let module = options.value("module-name") ?? "git"
    guard ["git", "subversion", "hg", "bzr"].contains(module) else {
      throw DiagnosticError(
        .optionConflict, "Unsupported repo module \(module), choices are git,subversion,hg,bzr")
    }
    let work = PullWork(options: options, session: session, url: url, module: module)
    return try work.perform()
  }
}
