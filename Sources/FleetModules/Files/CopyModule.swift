import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Writes a file on the machine, replacing it only when its contents or attributes differ.
///
/// The agent-side form, which the control side's actions `copy` and `template` send for one file each:
/// - `dest` as the task gives it, with its trailing slash; every attribute, `backup`, `force`, `validate`, `follow`,
///   `checksum`, `directory_mode` as the task gives them; `mode: preserve` already replaced by the source's bits;
/// - the contents: either `content` (text, for small ones), or `_content_digest`, the SHA-256 of a content sent as a
///   blob. The blob may be left out at first: when the machine's file does not already hold those bytes the step fails
///   with `_needs_content: true` in its values and has changed nothing, and is sent again with the blob;
/// - `_original_basename`: the source's name relative to where a directory copy began, appended to a `dest` that is a
///   folder; `src`: the source's path as results and diffs show it.
/// A directory copy is one such request for each file, one `file` request (`state: directory`, `mode` from
/// `directory_mode`) for each empty folder and one (`state: link`, `force: true`) for each link. `remote_src: true`
/// goes to the agent as it is written.
struct CopyModule: Module {
  static let name = "copy"
  static let summary = "Copy a file or a text to the machine."

  let src: String?
  let content: String?
  let dest: String
  let force: Bool
  let follow: Bool
  let isRemote: Bool
  let localFollow: Bool?
  let checksum: String?
  let directoryMode: FileMode?
  let digest: String?
  let originalName: String?
  let writing: FileWriting
  let attributes: FileAttributes

  init(_ parameters: inout Parameters) {
    let source: PathArgument? = parameters.optional("src", "The file or folder to copy, on the control machine.")
    src = source?.text
    content = parameters.optional("content", noLog: true, "The text to write, in place of `src`.")
    let dest: PathArgument = parameters.required("dest", "Where to write it; an absolute path.")
    self.dest = dest.text.contains("/") ? dest.text : "./" + dest.text
    writing = FileWriting(&parameters)
    force = parameters.optional("force", default: true, "Replace a file that is already there with other contents.")
    follow = parameters.optional("follow", default: false, "Write to a link's target, not in place of the link.")
    isRemote = parameters.optional("remote_src", default: false, "Whether `src` is on the machine itself.")
    localFollow = parameters.optional("local_follow", "Copy what links in the source point to, not the links.")
    checksum = parameters.optional("checksum", "SHA-1 that the contents must have.")
    directoryMode = parameters.optional("directory_mode", "Permission bits of folders that are made.")
    parameters.ignored("decrypt", "Whether to decrypt a vaulted source; always done.")
    digest = parameters.internal("_content_digest", "SHA-256 of the contents.")
    originalName = parameters.internal("_original_basename", "The source's name inside of a folder.")
    attributes = FileAttributes(&parameters)
    parameters.mutuallyExclusive("src", "content")
    parameters.requiredOneOf("src", "content", "_content_digest")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    guard isRemote else { return try CopyStep(module: self, machine: machine).write() }
    guard let src else { throw ModuleFailure("src (or content) is required", parameter: "src") }
    return try RemoteCopy(module: self, src: src, machine: machine).run()
  }
}
