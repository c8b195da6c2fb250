import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Sets git's configuration, as `community.general.git_config` does.
struct GitConfigModule: Module {
  static let name = "git_config"
  static let summary = "Set and remove values of git's configuration."

  enum State: String, ParameterChoice { case present, absent }
  enum Scope: String, ParameterChoice { case file, local, global, system }
  enum Mode: String, ParameterChoice {
    case add
    case replaceAll = "replace-all"
  }

  private let key: String
  private let repository: PathArgument?
  private let file: PathArgument?
  private let mode: Mode
  private let scope: Scope
  private let state: State
  private let value: String

  init(_ parameters: inout Parameters) {
    key = parameters.required("name", "The setting, such as `user.email`.")
    repository = parameters.optional("repo", "The repository, for the scope `local`.")
    file = parameters.optional("file", "The file, for the scope `file`.")
    mode = parameters.optional("add_mode", default: .replaceAll, "Beside the values there, or in their place.")
    let scope: Scope? = parameters.optional("scope", "Whose configuration; `system` if not given.")
    self.scope = scope ?? .system
    state = parameters.optional("state", default: .present, "Whether it is set.")
    let value: String? = parameters.optional("value", "The value.")
    self.value = value ?? ""
    parameters.required("repo", if: "scope", is: "local")
    parameters.required("file", if: "scope", is: "file")
    parameters.required("value", if: "state", is: "present")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    guard machine.processes.locate("git") != nil else {
      throw ModuleFailure("`git` is not on the machine: install the package `git` first")
    }
    if state == .present, value.isEmpty {
      throw ModuleFailure(
        "If state=present, a value must be specified. Use the community.general.git_config_info module to read a "
          + "config value.", parameter: "value")
    }
    let base = ["git", "config", "--includes"] + (scope == .file ? ["-f", file?.text ?? ""] : ["--\(scope.rawValue)"])
    let query = base + ["--get-all", key]
    let output = try machine.processes.query(command(query))
    guard output.status == 0 || output.status == 1 else {
      throw ModuleFailure(
        output.stderrText, ["rc": .int(output.status), "cmd": .string(query.joined(separator: " "))])
    }
    let old = output.stdoutText.lines()
    var result = ModuleResult()
    if state == .absent, output.stdout.isEmpty {
      result.message = "no setting to unset"
      return result
    }
    if state == .present, old.contains(value), old.count == 1 || mode == .add {
      result.message = ""
      return result
    }
    let words = base + (state == .absent ? ["--unset-all", key] : ["--\(mode.rawValue)", key, value])
    if !machine.context.isCheck {
      let done = try machine.processes.run(command(words))
      guard done.isSuccess, done.stderr.isEmpty else {
        throw ModuleFailure(done.complaint, ["rc": .int(done.status), "cmd": .strings(words)])
      }
    }
    let new = state == .absent ? [] : mode == .add ? old + [value] : [value]
    let header = words.joined(separator: " ")
    result.changed = true
    result.message = "setting changed"
    result.diffs = [
      ModuleResult.Diff(before: Self.shown(old), after: Self.shown(new), beforeHeader: header, afterHeader: header)
    ]
    return result
  }

  /// Elsewhere than in the repository git runs in /, so that no local configuration is found by chance.
  private func command(_ words: [String]) -> Command {
    Command(
      words, directory: scope == .local ? repository?.text ?? "/" : "/",
      environment: ["LANG": "C", "LC_ALL": "C", "LC_MESSAGES": "C"])
  }

  private static func shown(_ values: [String]) -> Value {
    values.count > 1 ? .strings(values) : .string((values.first ?? "") + "\n")
  }
}
