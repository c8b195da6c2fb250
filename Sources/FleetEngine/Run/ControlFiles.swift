import FleetCore
import FleetJinja
import FleetSystem
import FleetVault

/// Files of the control side that tasks send: read, hashed and compiled once per run, whatever the number of hosts.
@EngineActor final class ControlFiles {
  /// A file as machines will get it.
  struct Digested {
    let path: String
    let digest: String
    let size: Int
  }

  private var digests: [String: (modified: Timestamp, file: Digested)] = [:]

  /// The SHA-256 of a file's contents; computed once while the file stays as it is.
  func digested(_ path: String) throws -> Digested {
    let status = try FileSystem.status(path)
    let stamp = status.modified
    if let known = digests[path], known.modified == stamp, known.file.size == Int(status.size) { return known.file }
    let file = Digested(path: path, digest: try Digest.hex(ofFile: path, .sha256), size: Int(status.size))
    digests[path] = (stamp, file)
    return file
  }

  private struct TemplateKey: Hashable {
    var path: String
    var options: TemplateOptions
  }
  private var templates: [TemplateKey: Template] = [:]

  /// A template file, compiled once.
  func template(_ path: String, options: TemplateOptions, engine: TemplateEngine, vault: Vault) throws -> Template {
    let key = TemplateKey(path: path, options: options)
    if let known = templates[key] { return known }
    let template = try engine.compile(try vault.read(path), options: options)
    templates[key] = template
    return template
  }

  private var vaulted: [String: Bool] = [:]

  /// Whether a file is an Ansible vault; looked at once.
  func isVaulted(_ path: String) throws -> Bool {
    if let known = vaulted[path] { return known }
    var start: [UInt8] = []
    try FileSystem.readPieces(path, from: 0, length: 15) { start += $0 }
    let found = start.starts(with: Array("$ANSIBLE_VAULT;".utf8))
    vaulted[path] = found
    return found
  }
}
