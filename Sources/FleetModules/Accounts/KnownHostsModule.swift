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
    let name: String = parameters.required("name", aliases: ["host"], "The host.")
    host = name.lowercased()
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
    var line = key?.trimmingSpace()
    if hashes, let plain = line { line = try hashed(plain, machine) }
    if let line { try check(line, machine) }
    let text = machine.files.isRegular(path.text) ? try machine.files.readText(path.text) : ""
    let lines = try changed(text.lines(), line, machine)
    let after = lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
    var result = ModuleResult()
    result.changed = lines != text.lines()
    result.values = [
      "name": .string(host), "key": Value(text: key), "path": .string(path.text), "hash_host": .bool(hashes),
      "state": .string(state.rawValue),
    ]
    let header = machine.files.exists(path.text) ? path.text : "/dev/null"
    // Ansible's module gives its difference always, not only with --diff.
    result.values["diff"] = [
      "before": .string(text), "after": .string(after), "before_header": .string(header),
      "after_header": .string(path.text),
    ]
    guard result.changed else {
      PathInfo.add(path.text, on: machine, to: &result.values)
      return result
    }
    result.diffs = [
      ModuleResult.Diff(before: .string(text), after: .string(after), beforeHeader: header, afterHeader: path.text)
    ]
    if machine.context.isCheck { return result }
    let folder = FilePath.folder(of: path.text)
    if !machine.files.isDirectory(folder) { try machine.files.makeDirectories(folder, mode: 0o700) }
    try machine.files.replace(path.text, with: Array(after.utf8), mode: machine.files.exists(path.text) ? nil : 0o600)
    PathInfo.add(path.text, on: machine, to: &result.values)
    return result
  }

  /// The file's lines as they are to be. A key takes the place of another of its type, at the end; a name that is
  /// hashed on both sides counts as the same.
  private func changed(_ lines: [String], _ line: String?, _ machine: Machine) throws -> [String] {
    var lines = lines
    let found = try places(machine).filter(lines.indices.contains)
    guard let line else {
      for place in found.reversed() { lines.remove(at: place) }
      return lines
    }
    let wanted = Parts(line)
    for place in found {
      let there = Parts(lines[place])
      if there == wanted || (there.isHashed && wanted.isHashed && there.isSameKey(wanted)) {
        if state == .absent { lines.remove(at: place) }
        return lines
      }
      if there.marker.isEmpty, there.type == wanted.type {
        lines.remove(at: place)
        return state == .present ? lines + [line] : lines
      }
    }
    return state == .present ? lines + [line] : lines
  }

  /// A line of known_hosts without its comment.
  private struct Parts: Equatable {
    var marker = ""
    var host = ""
    var type = ""
    var data = ""

    init(_ line: String) {
      var words = line.words()[...]
      if words.first?.hasPrefix("@") == true { marker = words.removeFirst() }
      let fields = Array(words)
      host = fields.first ?? ""
      type = fields.count > 1 ? fields[1] : ""
      data = fields.count > 2 ? fields[2] : ""
    }

    var isHashed: Bool { host.hasPrefix("|1|") }
    func isSameKey(_ other: Parts) -> Bool { marker == other.marker && type == other.type && data == other.data }
  }

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
    let output = try machine.processes.query("ssh-keygen", "-H", "-f", file)
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
