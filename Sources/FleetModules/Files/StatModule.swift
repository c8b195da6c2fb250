import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Tells what the file system knows of a file.
struct StatModule: Module {
  static let name = "stat"
  static let summary = "Tell what the file system knows of a file."

  enum Algorithm: String, ParameterChoice {
    case md5, sha1, sha224, sha256, sha384, sha512
  }

  let path: String
  let follow: Bool
  let getsChecksum: Bool
  let getsMime: Bool
  let getsAttributes: Bool
  let algorithm: Algorithm

  init(_ parameters: inout Parameters) {
    let path: PathArgument = parameters.required("path", aliases: ["dest", "name"], "The file.")
    self.path = path.text
    follow = parameters.optional("follow", default: false, "Look at a link's target, not at the link.")
    getsChecksum = parameters.optional("get_checksum", default: true, "Compute a checksum of the contents.")
    getsMime = parameters.optional(
      "get_mime", aliases: ["mime", "mime_type", "mime-type"], default: true, "Ask `file` for the type of the contents."
    )
    getsAttributes = parameters.optional(
      "get_attributes", aliases: ["attr", "attributes"], default: true, "Read the flags that `lsattr` shows.")
    algorithm = parameters.optional(
      "checksum_algorithm", aliases: ["checksum", "checksum_algo"], default: .sha1, "How to compute the checksum.")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    var result = ModuleResult()
    let status: FileStatus
    do throws(SystemError) {
      status = follow ? try FileSystem.status(path) : try FileSystem.linkStatus(path)
    } catch {
      // Only a name that is not there counts as absent; a file in the place of a folder is a fault.
      guard error.isAbsent else { throw ModuleFailure(error.reason) }
      result.values["stat"] = ["exists": false]
      return result
    }
    var values = FileFacts.values(path, status)
    for (name, isAllowed) in [
      ("readable", machine.files.isReadable(path)), ("writeable", machine.files.isWritable(path)),
      ("executable", machine.files.isExecutable(path)),
    ] { values[name] = .bool(isAllowed) }
    if status.isSymlink {
      values["lnk_source"] = .string(machine.files.resolved(path))
      values["lnk_target"] = .string(try machine.files.linkTarget(path))
    }
    if let user = machine.accounts.user(id: status.userID) { values["pw_name"] = .string(user.name) }
    if let group = machine.accounts.group(id: status.groupID) { values["gr_name"] = .string(group.name) }
    if getsChecksum, status.isRegular, machine.files.isReadable(path),
      let algorithm = DigestAlgorithm(rawValue: algorithm.rawValue)
    {
      values["checksum"] = .string(try Digest.hex(ofFile: path, algorithm))
    }
    if getsMime { addMime(to: &values, on: machine) }
    if getsAttributes {
      let flags = machine.files.inodeFlags(path)
      values["version"] = FileSystem.inodeVersion(path).map { .string($0) } ?? .null
      values["attributes"] = .list((flags ?? "").compactMap { FileFacts.flagNames[$0].map { .string($0) } })
      values["attr_flags"] = .string(flags ?? "")
    }
    result.values["stat"] = .map(values)
    return result
  }

  private func addMime(to values: inout ValueMap, on machine: Machine) {
    values["mimetype"] = "unknown"
    values["charset"] = "unknown"
    guard machine.processes.locate("file") != nil,
      let output = try? machine.processes.query("file", "--mime-type", "--mime-encoding", path), output.isSuccess,
      let colon = output.stdoutText.lastIndex(of: ":")
    else { return }
    let parts = output.stdoutText[colon...].dropFirst().split(separator: ";")
    guard parts.count == 2, let sign = parts[1].firstIndex(of: "=") else { return }
    values["mimetype"] = .string(parts[0].trimmingSpace())
    values["charset"] = .string(parts[1][sign...].dropFirst().trimmingSpace())
  }
}
