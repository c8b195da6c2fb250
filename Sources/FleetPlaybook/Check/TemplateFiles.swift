import FleetCore
import FleetJinja
import FleetSystem
import FleetVault

/// What a check remembers: template files, each read once, and modules that were told of.
final class TemplateFiles {
  enum Reading {
    case template([VariableRead], unknown: [UnknownFunction])
    case faults([Diagnostic])
  }

  private var known: [String: Reading] = [:]
  private var modules: Set<String> = []

  /// Whether the module was not told of yet.
  func isNew(module: String) -> Bool { modules.insert(module).inserted }

  /// The template of a file; nil when the file cannot be read.
  func read(_ path: String, _ world: CheckWorld) -> Reading? {
    if let reading = known[path] { return reading }
    guard let file = try? world.vault.read(path) else { return nil }
    let reading: Reading
    do throws(DiagnosticError) {
      let template = try world.engine.compile(file)
      reading = .template(template.reads, unknown: template.unknownFunctions)
    } catch {
      reading = .faults(error.diagnostics)
    }
    known[path] = reading
    return reading
  }

  /// What `template` adds to the variables of a host.
  static let names: Set<String> = [
    "template_host", "template_path", "template_uid", "template_fullpath", "template_run_date", "template_mtime",
    "template_destpath",
  ]
}
