import FleetInventory
import FleetSystem

/// What `--version` prints. Called as one of Ansible's commands it begins as theirs does, because scripts read it.
enum VersionText {
  static let version = "0.1.0"
  /// The release whose behaviour is followed.
  static let ansible = "2.19.0"

  static func text(_ program: String, _ settings: Settings) -> String {
    let name = program.hasPrefix("ansible") ? "\(program) [core \(ansible)]" : "fleet \(version)"
    let kernel = KernelIdentity.current()
    return """
      \(name)
        config file = \(settings.configFile ?? "None")
        fleet version = \(version) (follows ansible-core \(ansible))
        roles path = \(settings.rolesPath.joined(separator: ":"))
        platform = \(kernel.system) \(kernel.release) \(kernel.machine)

      """
  }
}
