import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Unpacks an archive into a folder.
///
/// The agent-side form: with `remote_src: false` the control side sends the archive as a content and gives its SHA-256
/// as `_content_digest`; `src` stays the name that results show.
struct UnarchiveModule: Module {
  static let name = "unarchive"
  static let summary = "Unpack an archive into a folder of the machine."

  let src: String
  let dest: String
  let isRemote: Bool
  let creates: String?
  let listsFiles: Bool
  let keepsNewer: Bool
  let exclude: [String]
  let include: [String]
  let extraOptions: [String]
  let validatesCertificates: Bool
  let digest: String?
  let attributes: FileAttributes

  init(_ parameters: inout Parameters) {
    let source: PathArgument = parameters.required("src", "The archive, on the control machine.")
    src = source.text
    let dest: PathArgument = parameters.required("dest", "The folder to unpack into; it must exist.")
    self.dest = dest.text
    let remote: Bool = parameters.optional("remote_src", default: false, "Whether `src` is on the machine itself.")
    let copies: Bool? = parameters.optional("copy", "The opposite of `remote_src`; old playbooks give it.")
    isRemote = copies.map { !$0 } ?? remote
    let creates: PathArgument? = parameters.optional("creates", "A file; if it exists, nothing is unpacked.")
    self.creates = creates?.text
    listsFiles = parameters.optional("list_files", default: false, "Tell the names of the files in the archive.")
    keepsNewer = parameters.optional("keep_newer", default: false, "Do not replace files that are newer.")
    exclude = parameters.optional("exclude", default: [], "Files to leave out.")
    include = parameters.optional("include", default: [], "The only files to unpack.")
    extraOptions = parameters.optional("extra_opts", default: [], "Further options for `tar` or `unzip`.")
    validatesCertificates = parameters.optional(
      "validate_certs", default: true, "Check the server's certificate where `src` is a URL.")
    parameters.ignored("io_buffer_size", "Has no effect.")
    parameters.ignored("decrypt", "Whether to decrypt a vaulted archive; always done.")
    digest = parameters.internal("_content_digest", "SHA-256 of the archive.")
    attributes = FileAttributes(&parameters)
    parameters.mutuallyExclusive("include", "exclude")
    parameters.mutuallyExclusive("copy", "remote_src")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    if let creates, !creates.isEmpty, machine.files.exists(creates) {
      var result = ModuleResult()
      result.skipped = true
      result.message = "skipped, since \(creates) exists"
      return result
    }
    guard machine.files.isDirectory(dest) else {
      throw ModuleFailure("dest '\(dest)' must be an existing dir", parameter: "dest")
    }
    let archive = try located(on: machine)
    defer { if isRemote, src.hasSubstring("://") { try? FileSystem.removeTree(FilePath.parent(of: archive)) } }
    let target = FilePath.absolute(dest)
    if !FilePath.isAbsolute(dest) {
      machine.warnings.append(
        "Relative destination path '\(dest)' was resolved to absolute path '\(target)'.")
    }
    let handler = try handler(for: archive, in: target, on: machine)
    return try unpack(with: handler, target: target, on: machine)
  }

  private func located(on machine: Machine) throws -> String {
    let path = isRemote ? src : digest.map(machine.context.blobPath) ?? src
    if isRemote, src.hasSubstring("://") {
      return try downloaded(on: machine)
    }
    guard let status = try machine.files.status(path) else {
      throw ModuleFailure(isRemote ? "Source '\(src)' does not exist" : "Source '\(src)' failed to transfer")
    }
    guard machine.files.isReadable(path) else { throw ModuleFailure("Source '\(src)' not readable") }
    guard status.size > 0 else { throw ModuleFailure("Invalid archive '\(src)', the file is 0 bytes") }
    return FilePath.absolute(path)
  }

  /// `src` at a URL comes to a folder of its own, which the caller takes away.
  private func downloaded(on machine: Machine) throws -> String {
    let folder = try FileSystem.makeTemporaryDirectory(in: machine.context.temporaryFolder, prefix: "unarchive-")
    let name = GetURLModule.fileName(ofURL: src)
    var request = WebRequest(url: src, outputPath: FilePath.join(folder, name))
    request.isVerified = validatesCertificates
    let answer = try WebTool(machine).send(request)
    let isHTTP = src.hasPrefix("http:") || src.hasPrefix("https:")
    guard answer.failure == nil, !isHTTP || (200..<300).contains(answer.status),
      let status = try machine.files.status(FilePath.join(folder, name)), status.size > 0
    else {
      try? FileSystem.removeTree(folder)
      let why =
        answer.failure
        ?? (isHTTP && answer.status >= 300 ? "HTTP Error \(answer.status): \(answer.reason)" : "the answer is empty")
      throw ModuleFailure("Failure downloading \(WebTool.masked(src)), \(why)", parameter: "src")
    }
    return FilePath.join(folder, name)
  }

  /// By the archive's first bytes.
  private func handler(for path: String, in target: String, on machine: Machine) throws -> any ArchiveHandler {
    var head: [UInt8] = []
    try FileSystem.readPieces(path, length: 6) { head += $0 }
    if head.starts(with: Array("PK".utf8)) {
      return try ZipHandler(module: self, archive: path, target: target, machine: machine)
    }
    let packing = TarHandler.Packing(head: head)
    return try TarHandler(module: self, archive: path, target: target, packing: packing, machine: machine)
  }

  private func unpack(
    with handler: any ArchiveHandler, target: String, on machine: Machine
  ) throws -> ModuleResult {
    var result = ModuleResult()
    if machine.context.isCheck, !handler.supportsCheck {
      result.skipped = true
      result.message = "remote module (unarchive) does not support check mode when using gtar"
      return result
    }
    for name in handler.names { try Self.refuseEscape(name) }
    let state = try handler.compare()
    result.values = [
      "handler": .string(handler.name), "dest": .string(dest), "src": .string(src),
    ]
    result.changed = !state.isUnpacked
    if !state.diff.isEmpty { result.diffs = [ModuleResult.Diff(prepared: state.diff)] }
    if !machine.context.isCheck {
      if !state.isUnpacked {
        let (command, output) = try handler.extract()
        result.values["extract_results"] = .map([
          "cmd": .list(command.map { .string($0) }), "rc": .int(output.status), "out": .string(output.stdoutText),
          "err": .string(output.stderrText),
        ])
        guard output.isSuccess else {
          throw ModuleFailure("failed to unpack \(src) to \(dest)", result.values)
        }
      }
      result.changed = try settle(handler.names, in: target, on: machine) || result.changed
    }
    if listsFiles { result.values["files"] = .list(handler.names.map { .string($0) }) }
    PathInfo.add(dest, on: machine, to: &result.values)
    return result
  }

  /// A member that would leave the folder is refused ("zip slip").
  private static func refuseEscape(_ name: String) throws {
    let parts = name.split(separator: "/", omittingEmptySubsequences: true)
    if name.hasPrefix("/") || parts.contains("..") {
      throw ModuleFailure("the archive holds `\(name)`, which would be written outside of the folder")
    }
  }

  private func settle(_ names: [String], in target: String, on machine: Machine) throws -> Bool {
    guard !attributes.isEmpty else { return false }
    var changed = false
    var folders: Set<String> = []
    for name in names {
      let path = FilePath.join(target, name)
      guard try machine.files.linkStatus(path) != nil else { continue }
      var changes = FileAttributes.Changes()
      changed = try attributes.apply(to: path, on: machine, changes: &changes) || changed
      if name.contains("/"), let top = name.split(separator: "/").first { folders.insert(String(top)) }
    }
    for folder in folders.sorted() {
      let path = FilePath.join(target, folder)
      guard try machine.files.linkStatus(path) != nil else { continue }
      var changes = FileAttributes.Changes()
      changed = try attributes.apply(to: path, on: machine, changes: &changes) || changed
    }
    return changed
  }
}
