import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Enables modules of Apache with `a2enmod`, as `community.general.apache2_module` does.
struct Apache2ModuleModule: Module {
  static let name = "apache2_module"
  static let summary = "Enable and disable modules of the Apache web server."

  enum State: String, ParameterChoice { case absent, present }

  private let module: String
  private let identifier: String
  private let force: Bool
  private let state: State
  private let ignoresCheck: Bool
  private let warnsOfMissingMPM: Bool

  init(_ parameters: inout Parameters) {
    module = parameters.required("name", "The module as `a2enmod` calls it.")
    let given: String? = parameters.optional("identifier", "The module as `apache2ctl -M` calls it.")
    identifier = given.flatMap { $0.isEmpty ? nil : $0 } ?? Self.identifier(of: module)
    force = parameters.optional("force", default: false, "Disable modules that Debian's Apache needs.")
    state = parameters.optional("state", default: .present, "Whether it is enabled.")
    ignoresCheck = parameters.optional("ignore_configcheck", default: false, "Go on with a broken configuration.")
    warnsOfMissingMPM = parameters.optional("warn_mpm_absent", default: true, "Warn when no MPM module is loaded.")
  }

  /// Names that `apache2ctl -M` shows in another way.
  private static func identifier(of name: String) -> String {
    if name.hasSubstring("shib") { return "mod_shib" }
    if name.hasSubstring("evasive") { return "evasive20_module" }
    if name.hasPrefix("php8") { return "php_module" }
    if name.hasPrefix("php"), let digit = name.dropFirst(3).first, digit.isNumber, name.dropFirst(4).first == "." {
      return "php\(digit)_module"
    }
    return name + "_module"
  }

  func run(on machine: Machine) throws -> ModuleResult {
    guard let control = machine.processes.locate("apache2ctl") ?? machine.processes.locate("apachectl") else {
      throw ModuleFailure(
        "Neither of apache2ctl nor apachectl found. At least one apache control binary is necessary.")
    }
    if module == "cgi", state == .present {
      let version = try machine.processes.query(control, "-V").stdoutText
      if version.lines().contains(where: { $0.words() == ["threaded:", "yes"] || $0.hasSubstring("threaded:     yes") })
      {
        throw ModuleFailure(
          "Your MPM seems to be threaded, therefore enabling cgi module is not allowed.", parameter: "name")
      }
    }
    var result = ModuleResult()
    result.values["result"] = .string("Module \(module) \(state == .present ? "enabled" : "disabled")")
    result.changed = try isEnabled(control, machine) != (state == .present)
    guard result.changed, !machine.context.isCheck else { return result }
    let tool = state == .present ? "a2enmod" : "a2dismod"
    guard let program = machine.processes.locate(tool) else {
      throw ModuleFailure("\(tool) not found. Perhaps this system does not use \(tool) to manage apache")
    }
    let words = [program] + (state == .absent && force ? ["-f"] : []) + [module]
    let output = try machine.processes.run(Command(words))
    guard try isEnabled(control, machine) == (state == .present) else {
      throw ModuleFailure(
        "Failed to set module \(module) to \(state == .present ? "enabled" : "disabled"):\n\(output.stdoutText)\n"
          + "Maybe the module identifier (\(identifier)) was guessed incorrectly.Consider setting the \"identifier\" "
          + "option.",
        [
          "rc": .int(output.status), "stdout": .string(output.stdoutText), "stderr": .string(output.stderrText),
        ])
    }
    return result
  }

  private func isEnabled(_ control: String, _ machine: Machine) throws -> Bool {
    let output = try machine.processes.query(control, "-M")
    if output.isSuccess { return output.stdoutText.hasSubstring(" " + identifier) }
    let message = "Error executing \(control): \(output.stderrText)"
    guard ignoresCheck else { throw ModuleFailure(message) }
    if output.stderrText.hasSubstring("AH00534"), module.hasSubstring("mpm_") {
      if warnsOfMissingMPM {
        machine.warnings.append(
          "No MPM module loaded! apache2 reload AND other module actions will fail if no MPM module is loaded "
            + "immediately.")
      }
    } else {
      machine.warnings.append(message)
    }
    return false
  }
}
