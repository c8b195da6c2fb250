import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Fetches a file from a server to the machine.
struct GetURLModule: Module {
  static let name = "get_url"
  static let summary = "Fetch a file over HTTP, HTTPS or FTP to the machine."

  private let web: WebParameters
  private let dest: PathArgument
  private let backup: Bool
  private let checksum: String
  private let temporaryFolder: PathArgument?
  private let attributes: FileAttributes

  init(_ parameters: inout Parameters) {
    web = WebParameters(
      &parameters, userAliases: ["username"], passwordAliases: ["password"], timeoutSeconds: 10)
    dest = parameters.required("dest", "Where to put it: a file, or a folder that exists.")
    backup = parameters.optional("backup", default: false, "Keep a dated copy of a file that is replaced.")
    checksum = parameters.optional(
      "checksum", default: "", "`sha256:<digest>`, or `sha256:<URL>` of a file that lists digests.")
    temporaryFolder = parameters.optional("tmp_dest", "A folder for the download.")
    attributes = FileAttributes(&parameters)
  }

  func run(on machine: Machine) throws -> ModuleResult {
    let start = machine.clock.monotonic()
    var values: ValueMap = [
      "checksum_dest": .null, "checksum_src": .null, "dest": .string(dest.text), "elapsed": 0,
      "url": .string(WebTool.masked(web.url)),
    ]
    let wanted = try wantedDigest(machine, &values)
    let isFolder = machine.files.isDirectory(dest.text)
    let exists = !isFolder && machine.files.exists(dest.text)
    var isMismatch = false
    if exists, !web.force, let wanted {
      if try Digest.hex(ofFile: dest.text, wanted.algorithm) == wanted.digest { return try kept(machine, values) }
      isMismatch = true
    }
    var request = web.request(outputPath: try downloadPath(machine))
    if machine.context.isCheck { request.method = "HEAD" }
    if exists, !web.force, !isMismatch, let status = try machine.files.status(dest.text) {
      request.headers.append(("If-Modified-Since", WebDate.text(status.modified)))
    }
    if web.force || isMismatch { request.headers.append(("cache-control", "no-cache")) }
    defer { if let path = request.outputPath { try? FileSystem.removeTree(FilePath.parent(of: path)) } }
    let answer = try WebTool(machine).send(request)
    values["elapsed"] = .int(Int(machine.clock.monotonic() - start))
    try judge(answer, values)
    if answer.status == 304 {
      var result = ModuleResult()
      values["status_code"] = 304
      values["checksum_dest"] = nil
      values["checksum_src"] = nil
      result.values = values
      PathInfo.add(dest.text, on: machine, to: &result.values)
      result.message = "HTTP Error 304: Not Modified"
      return result
    }
    var target = dest.text
    if isFolder { target = FilePath.join(target, fileName(answer)) }
    values["dest"] = .string(target)
    return try place(request.outputPath ?? "", at: target, answer, wanted, machine, values)
  }

  private struct Wanted {
    let algorithm: DigestAlgorithm
    let digest: String
  }

  private func downloadPath(_ machine: Machine) throws -> String {
    if let folder = temporaryFolder?.text {
      guard machine.files.isDirectory(folder) else {
        throw ModuleFailure(
          machine.files.exists(folder)
            ? "\(folder) is a file but should be a directory." : "\(folder) directory does not exist.",
          parameter: "tmp_dest")
      }
    }
    let parent = temporaryFolder?.text ?? machine.context.temporaryFolder
    return FilePath.join(try FileSystem.makeTemporaryDirectory(in: parent, prefix: "get-url-"), "download")
  }

  private func judge(_ answer: WebAnswer, _ values: ValueMap) throws {
    let isPlain = !web.url.hasPrefix("http:") && !web.url.hasPrefix("https:")
    if let failure = answer.failure {
      throw ModuleFailure(
        failure,
        [
          "url": values["url"] ?? "", "dest": values["dest"] ?? "", "elapsed": values["elapsed"] ?? 0,
          "status_code": -1,
        ])
    }
    guard answer.status == 200 || answer.status == 304 || (isPlain && answer.status <= 0) || isPlain else {
      throw ModuleFailure(
        "Request failed",
        [
          "status_code": .int(answer.status), "response": .string("HTTP Error \(answer.status): \(answer.reason)"),
          "url": values["url"] ?? "", "dest": values["dest"] ?? "", "elapsed": values["elapsed"] ?? 0,
        ])
    }
  }

  /// The digest of the task, or the one that a list on a server has for the file.
  private func wantedDigest(_ machine: Machine, _ values: inout ValueMap) throws -> Wanted? {
    guard !checksum.isEmpty else { return nil }
    let parts = checksum.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      throw ModuleFailure(
        "The checksum parameter has to be in format <algorithm>:<checksum>", values, parameter: "checksum")
    }
    guard let algorithm = DigestAlgorithm(rawValue: parts[0].lowercased()) else {
      throw ModuleFailure("Could not hash file with algorithm '\(parts[0])'", values, parameter: "checksum")
    }
    var text = parts[1]
    if ["http://", "https://", "ftp://", "file://"].contains(where: text.hasPrefix) {
      let answer = try WebTool(machine).send(web.request(text))
      try judge(answer, values)
      let name = GetURLModule.fileName(ofURL: web.url)
      guard let found = ChecksumList(String(decoding: answer.body, as: UTF8.self)).digest(of: name) else {
        throw ModuleFailure(
          "Unable to find a checksum for file '\(name)' in '\(WebTool.masked(text))'", parameter: "checksum")
      }
      text = found
    }
    let digest = text.lowercased().filter { $0.isLetter || $0.isNumber }
    guard !digest.isEmpty, digest.allSatisfy(\.isHexDigit) else {
      throw ModuleFailure("The checksum format is invalid", values, parameter: "checksum")
    }
    return Wanted(algorithm: algorithm, digest: digest)
  }

  private func kept(_ machine: Machine, _ values: ValueMap) throws -> ModuleResult {
    var result = ModuleResult()
    var changes = FileAttributes.Changes()
    result.changed = try attributes.apply(to: dest.text, on: machine, changes: &changes)
    result.message = result.changed ? "file already exists but file attributes changed" : "file already exists"
    result.values = values
    PathInfo.add(dest.text, on: machine, to: &result.values)
    return result
  }

  private func fileName(_ answer: WebAnswer) -> String {
    if let header = answer["content-disposition"], let start = header.firstSubstring("filename=")?.upperBound {
      let name = FilePath.name(of: String(header[start...].prefix { $0 != ";" }).trimming("\"' "))
      if !name.isEmpty { return name }
    }
    return GetURLModule.fileName(ofURL: answer.finalURL.isEmpty ? web.url : answer.finalURL)
  }

  static func fileName(ofURL url: String) -> String {
    let path = url.firstSubstring("://").map { url[$0.upperBound...] } ?? url[...]
    let plain = path.prefix { $0 != "?" && $0 != "#" }
    guard let slash = plain.lastIndex(of: "/") else { return "index.html" }
    let name = String(plain[plain.index(after: slash)...])
    return name.isEmpty ? "index.html" : name
  }

  private func place(
    _ source: String, at target: String, _ answer: WebAnswer, _ wanted: Wanted?, _ machine: Machine,
    _ values: ValueMap
  ) throws -> ModuleResult {
    var result = ModuleResult()
    result.values = values
    if !machine.files.exists(target), !machine.files.isDirectory(FilePath.folder(of: target)) {
      throw ModuleFailure("Destination \(FilePath.parent(of: target)) does not exist", values, parameter: "dest")
    }
    result.values["status_code"] = .int(answer.status == 0 ? 200 : answer.status)
    result.message = answer.status > 0 ? "OK (\(answer["content-length"] ?? "unknown") bytes)" : "OK"
    if machine.context.isCheck {
      // HEAD brought no contents to compare: like Ansible, say that the file would be replaced.
      result.changed = true
      return result
    }
    let fresh = try Digest.hex(ofFile: source, .sha1)
    result.values["src"] = .string(source)
    result.values["checksum_src"] = .string(fresh)
    let old = machine.files.exists(target) ? try Digest.hex(ofFile: target, .sha1) : nil
    result.values["checksum_dest"] = Value(text: old)
    if let wanted {
      let found = try Digest.hex(ofFile: source, wanted.algorithm)
      guard found == wanted.digest else {
        throw ModuleFailure(
          "The checksum for \(source) did not match \(wanted.digest); it was \(found).", result.values,
          parameter: "checksum")
      }
    }
    if fresh != old {
      if backup, let copy = try FileBackup.make(of: target, on: machine) {
        result.values["backup_file"] = .string(copy)
      }
      try machine.files.replace(target, withContentsOf: source, unsafeWrites: attributes.usesUnsafeWrites)
      result.changed = true
    }
    var changes = FileAttributes.Changes()
    if try attributes.apply(to: target, on: machine, changes: &changes) { result.changed = true }
    result.values["md5sum"] = .string(try Digest.hex(ofFile: target, .md5))
    PathInfo.add(target, on: machine, to: &result.values)
    return result
  }
}
