import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Keeps a checkout of a Git repository.
struct GitModule: Module {
  static let name = "git"
  static let summary = "Check out a Git repository at a version."

  let dest: PathArgument?
  let repository: String
  let version: String
  let remote: String
  let refspec: String?
  let reference: String?
  let force: Bool
  let depth: Int?
  let clones: Bool
  let updates: Bool
  let verifiesCommit: Bool
  let trustedKeys: [String]
  let acceptsHostKey: Bool
  let acceptsNewHostKey: Bool
  let keyFile: PathArgument?
  let sshOptions: String?
  let executable: PathArgument?
  let isBare: Bool
  let isRecursive: Bool
  let isSingleBranch: Bool
  let tracksSubmodules: Bool
  let umask: Value?
  let archive: PathArgument?
  let archivePrefix: String?
  let separateFolder: PathArgument?

  init(_ parameters: inout Parameters) {
    dest = parameters.optional("dest", "Where the checkout is; needed unless `clone` is off.")
    repository = parameters.required("repo", aliases: ["name"], "The address of the repository.")
    version = parameters.optional("version", default: "HEAD", "A branch, a tag, a SHA-1, or `HEAD`.")
    remote = parameters.optional("remote", default: "origin", "The remote's name.")
    refspec = parameters.optional("refspec", "What else to fetch.")
    reference = parameters.optional("reference", "A repository on the machine to take objects from.")
    force = parameters.optional("force", default: false, "Throw away local changes.")
    depth = parameters.optional("depth", "Fetch only so many commits.")
    clones = parameters.optional("clone", default: true, "Make the checkout when there is none.")
    updates = parameters.optional("update", default: true, "Fetch new commits into a checkout that is there.")
    verifiesCommit = parameters.optional("verify_commit", default: false, "Check the version's signature.")
    trustedKeys = parameters.optional(
      "gpg_allowlist", aliases: ["gpg_whitelist"], default: [], "Fingerprints whose signatures count.")
    acceptsHostKey = parameters.optional("accept_hostkey", default: false, "Do not check SSH host keys.")
    acceptsNewHostKey = parameters.optional("accept_newhostkey", default: false, "Learn unknown SSH host keys.")
    keyFile = parameters.optional("key_file", "An SSH private key on the machine.")
    sshOptions = parameters.optional("ssh_opts", "More options for ssh.")
    executable = parameters.optional("executable", "The git program.")
    isBare = parameters.optional("bare", default: false, "Keep a bare repository.")
    isRecursive = parameters.optional("recursive", default: true, "Check out submodules too.")
    isSingleBranch = parameters.optional("single_branch", default: false, "Clone only the version's branch.")
    tracksSubmodules = parameters.optional(
      "track_submodules", default: false, "Take the newest commits of submodules.")
    umask = parameters.optional("umask", "The umask for what is written, as octal text.")
    archive = parameters.optional("archive", "Write the version into this archive (zip, tar, tar.gz, tgz).")
    archivePrefix = parameters.optional("archive_prefix", "Put before every path in the archive.")
    separateFolder = parameters.optional("separate_git_dir", "Where the repository itself is kept.")
    parameters.mutuallyExclusive("separate_git_dir", "bare")
    parameters.mutuallyExclusive("accept_hostkey", "accept_newhostkey")
    parameters.required("archive", with: "archive_prefix")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    guard dest != nil || !clones else {
      throw ModuleFailure("the destination directory must be specified unless clone=no", parameter: "dest")
    }
    let git = try Git(self, machine)
    guard let path = dest.map({ FilePath.absolute($0.text) }) else {
      return try onlyLook(git, path: nil)
    }
    var checkout = try GitCheckout(self, git, machine, path: path)
    if !checkout.exists {
      if !clones || machine.context.isCheck { return try onlyLook(git, path: path) }
      return try checkout.clone()
    }
    return updates ? try checkout.update() : try checkout.keep()
  }

  /// Without a checkout, and none to be made: what a clone would bring.
  private func onlyLook(_ git: Git, path: String?) throws -> ModuleResult {
    var result = ModuleResult()
    result.changed = true
    let head = try git.remoteHead(of: git.address, version: version, headBranch: nil, in: nil)
    result.values = ["before": .null, "after": .string(head)]
    result.diffs = [ModuleResult.Diff(prepared: ">> Newly checked out \(head)")]
    return result
  }
}
