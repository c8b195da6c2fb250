package import FleetModuleKit

/// Every module there is, by name.
package enum ModuleCatalog {
  /// Sorted by name; a new module is one line here.
  package static let modules: [any Module.Type] = [
    ACLModule.self,
    AlternativesModule.self,
    Apache2ModuleModule.self,
    AptModule.self,
    AptKeyModule.self,
    AptRepositoryModule.self,
    AssembleModule.self,
    AsyncStatusModule.self,
    AuthorizedKeyModule.self,
    BlockInFileModule.self,
    CapabilitiesModule.self,
    CommandModule.self,
    CopyModule.self,
    CronModule.self,
    Deb822RepositoryModule.self,
    DebconfModule.self,
    DpkgDivertModule.self,
    DpkgSelectionsModule.self,
    FetchModule.self,
    FileModule.self,
    FindModule.self,
    GetURLModule.self,
    GetentModule.self,
    GitModule.self,
    GitConfigModule.self,
    GroupModule.self,
    HostnameModule.self,
    INIFileModule.self,
    IptablesModule.self,
    KernelBlacklistModule.self,
    KnownHostsModule.self,
    LineInFileModule.self,
    LocaleGenModule.self,
    ModprobeModule.self,
    MountModule.self,
    NpmModule.self,
    PackageModule.self,
    PackageFactsModule.self,
    PAMLimitsModule.self,
    PingModule.self,
    PipModule.self,
    RawModule.self,
    ReplaceModule.self,
    ScriptModule.self,
    ServiceModule.self,
    ServiceFactsModule.self,
    SetupModule.self,
    ShellModule.self,
    SlurpModule.self,
    StatModule.self,
    SysctlModule.self,
    SystemdServiceModule.self,
    TempfileModule.self,
    TemplateModule.self,
    TimezoneModule.self,
    UfwModule.self,
    UnarchiveModule.self,
    URIModule.self,
    UserModule.self,
    WaitForModule.self,
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
