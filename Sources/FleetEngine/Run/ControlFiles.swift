import FleetCore
import FleetJinja
import FleetSystem

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
  func template(_ path: String, options: TemplateOptions, engine: TemplateEngine) throws -> Template {
    let key = TemplateKey(path: path, options: options)
    if let known = templates[key] { return known }
    let text = try FileSystem.read(path, limit: Limits.sourceFileBytes)
    let template = try engine.compile(SourceFile(path: path, text: text), options: options)
    templates[key] = template
    return template
  }
}
