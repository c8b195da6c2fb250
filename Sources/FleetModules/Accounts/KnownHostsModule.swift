import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Manages the SSH host keys that a user knows.
struct KnownHostsModule: Module {
  static let name = "known_hosts"
  static let summary = "Add and remove host keys in known_hosts."

  enum State: String, ParameterChoice { case absent, present }

  private let host: String
  private let key: String?
  private let path: PathArgument
  private let hashes: Bool
  private let state: State

  init(_ parameters: inout Parameters) {
    host = parameters.required("name", aliases: ["host"], "The host.")
    key = parameters.optional("key", "The line for known_hosts: host, type and key.")
    let file: PathArgument? = parameters.optional("path", "The file; `~/.ssh/known_hosts` if not given.")
    path = file ?? PathArgument(FilePath.expandingHome("~/.ssh/known_hosts"))
    hashes = parameters.optional("hash_host", default: false, "Write the host's name as a hash.")
    state = parameters.optional("state", default: .present, "Whether the key is there.")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    guard key != nil || state == .absent else {
      throw ModuleFailure("No key specified when adding a host", parameter: "key")
    }
    guard machine.processes.locate("ssh-keygen") != nil else {
      throw ModuleFailure("`ssh-keygen` is not on the machine: install the package `openssh-client` first")
    }
    if host.contains(",") {
      throw ModuleFailure(
        "Comma separated list of names is not supported. Please pass a single name to lookup in the known_hosts file.",
        parameter: "name")
    }
    if let key { try check(key, machine) }
    let text = machine.files.isRegular(path.text) ? try machine.files.readText(path.text) : ""
    var lines = text.lines()
    let found = try places(machine)
    let wanted = key.map { KnownHostsModule.parts($0) }
    let exact = found.first { place in
      lines.indices.contains(place)
        && wanted.map { KnownHostsModule.isSame($0, KnownHostsModule.parts(lines[place])) } ?? true
    }
    if state == .present, let wanted, let key {
      if exact == nil {
        let sameType = found.first {
          lines.indices.contains($0) && KnownHostsModule.parts(lines[$0]).type == wanted.type
        }
        if let sameType { lines.remove(at: sameType) }
        lines.append(hashes ? try hashed(key, machine) : key.trimmingSpace())
      }
    } else if key == nil {
      for place in found.reversed() where lines.indices.contains(place) { lines.remove(at: place) }
    } else if let exact {
      lines.remove(at: exact)
    }
    let after = lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
    var result = ModuleResult()
    result.changed = lines != text.lines()
    result.values = [
      "name": .string(host), "key": Value(text: key), "path": .string(path.text), "hash_host": .bool(hashes),
      "state": .string(state.rawValue),
    ]
    guard result.changed else { return result }
    result.diffs = [
      ModuleResult.Diff(before: .string(text), after: .string(after), beforeHeader: path.text, afterHeader: path.text)
    ]
    if machine.context.isCheck { return result }
    let folder = FilePath.folder(of: path.text)
    if !machine.files.isDirectory(folder) { try machine.files.makeDirectories(folder, mode: 0o700) }
    try machine.files.replace(path.text, with: Array(after.utf8), mode: machine.files.exists(path.text) ? nil : 0o600)
    return result
  }

  private struct Parts: Equatable {
    var marker = ""
    var type = ""
    var data = ""
  }

  private static func parts(_ line: String) -> Parts {
    var words = line.words()[...]
    let marker = words.first?.hasPrefix("@") == true ? words.removeFirst() : ""
    let fields = Array(words)
    return Parts(marker: marker, type: fields.count > 1 ? fields[1] : "", data: fields.count > 2 ? fields[2] : "")
  }

  private static func isSame(_ left: Parts, _ right: Parts) -> Bool { left == right }

  /// The lines, from 0, in which ssh-keygen finds the host.
  private func places(_ machine: Machine) throws -> [Int] {
    guard machine.files.isRegular(path.text) else { return [] }
    let output = try machine.processes.query("ssh-keygen", "-F", host, "-f", path.text)
    return output.stdoutText.lines().compactMap { line in
      guard let found = line.firstSubstring("found: line ") else { return nil }
      return Int(line[found.upperBound...].prefix(while: \.isNumber)).map { $0 - 1 }
    }
  }

  /// The key must be one of the host.
  private func check(_ key: String, _ machine: Machine) throws {
    let file = try temporaryFile(key, machine)
    defer { try? FileSystem.removeTree(FilePath.folder(of: file)) }
    let output = try machine.processes.query("ssh-keygen", "-F", host, "-f", file)
    guard !output.stdout.isEmpty else {
      throw ModuleFailure("Host parameter does not match hashed host field in supplied key", parameter: "key")
    }
  }

  private func hashed(_ key: String, _ machine: Machine) throws -> String {
    let file = try temporaryFile(key, machine)
    defer { try? FileSystem.removeTree(FilePath.folder(of: file)) }
    let output = try machine.processes.run("ssh-keygen", "-H", "-f", file)
    guard output.isSuccess else { throw ModuleFailure(output.complaint) }
    return try FileSystem.readText(file).trimmingSpace()
  }

  private func temporaryFile(_ key: String, _ machine: Machine) throws -> String {
    let folder = try FileSystem.makeTemporaryDirectory(in: machine.context.temporaryFolder, prefix: "host-")
    let file = FilePath.join(folder, "key")
    try FileSystem.create(file, with: Array((key.trimmingSpace() + "\n").utf8), mode: 0o600)
    return file
  }
}
