package import FleetModuleKit

/// Every module there is, by name.
package enum ModuleCatalog {
  /// Sorted by name; a new module is one line here.
  package static let modules: [any Module.Type] = [
    AptModule.self,
    AptKeyModule.self,
    AptRepositoryModule.self,
    AuthorizedKeyModule.self,
    CommandModule.self,
    CopyModule.self,
    CronModule.self,
    Deb822RepositoryModule.self,
    FileModule.self,
    GetURLModule.self,
    GetentModule.self,
    GitModule.self,
    GroupModule.self,
    HostnameModule.self,
    LocaleGenModule.self,
    PackageModule.self,
    PackageFactsModule.self,
    PingModule.self,
    PipModule.self,
    RawModule.self,
    ScriptModule.self,
    ServiceModule.self,
    ServiceFactsModule.self,
    SetupModule.self,
    ShellModule.self,
    StatModule.self,
    SysctlModule.self,
    SystemdServiceModule.self,
    TemplateModule.self,
    TimezoneModule.self,
    UfwModule.self,
    URIModule.self,
    UserModule.self,
  ]

  /// Other names for modules, as Ansible has them.
  package static let aliases: [String: String] = [
    "systemd": "systemd_service"
  ]

  private static let byName: [String: any Module.Type] = Dictionary(
    uniqueKeysWithValues: modules.map { ($0.name, $0) })

  /// The module of that short name, alias or full name (`ansible.builtin.copy`).
  package static func module(named name: String) -> (any Module.Type)? {
    let short = ModuleNames.short(name)
    return byName[short] ?? aliases[short].flatMap { byName[$0] }
  }

  /// The specs of all modules, by short name and alias, for the static checker and for documents.
  package static let specs: [String: ModuleSpec] = {
    var specs: [String: ModuleSpec] = [:]
    for module in modules { specs[module.name] = spec(of: module) }
    for (alias, name) in aliases { specs[alias] = specs[name] }
    return specs
  }()

  private static func spec<M: Module>(of module: M.Type) -> ModuleSpec { ModuleSpec(module) }
}
