import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Makes a private file or folder with a fresh name.
struct TempfileModule: Module {
  static let name = "tempfile"
  static let summary = "Make a temporary file or folder."
  static let checkMode = CheckModeSupport.none

  enum State: String, ParameterChoice {
    case file, directory
  }

  private static let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789_")
  private static let nameLength = 8

  let state: State
  let path: String?
  let prefix: String
  let suffix: String

  init(_ parameters: inout Parameters) {
    state = parameters.optional("state", default: .file, "What to make.")
    let path: PathArgument? = parameters.optional("path", "The folder to make it in; the machine's own if absent.")
    self.path = path?.text
    prefix = parameters.optional("prefix", default: "ansible.", "How its name begins.")
    suffix = parameters.optional("suffix", default: "", "How its name ends.")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    for (name, part) in [("prefix", prefix), ("suffix", suffix)] where part.contains("/") {
      throw ModuleFailure(
        "\(name) must be a valid file name component, got \(PythonText.repr(.string(part)))", parameter: name)
    }
    let folder = path ?? Environment.variable("TMPDIR") ?? "/tmp"
    let token = String((0..<Self.nameLength).compactMap { _ in Self.letters.randomElement() })
    let target = FilePath.join(folder, prefix + token + suffix)
    do {
      switch state {
      case .file: try machine.files.create(target, mode: 0o600)
      case .directory: try machine.files.makeDirectory(target, mode: 0o700)
      }
    } catch let error as SystemError {
      throw ModuleFailure("[Errno \(error.code)] \(error.reason): '\(target)'")
    }
    var result = ModuleResult()
    result.changed = true
    result.values["path"] = .string(target)
    PathInfo.add(target, on: machine, to: &result.values)
    return result
  }
}
