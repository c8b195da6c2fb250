// swift-tools-version: 6.2
import PackageDescription

/// One list for every target: nothing is public, imports say whose members are used.
let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// What the agent is made of, besides: no implicit `import _StringProcessing`. Its collection algorithms (`contains` of
/// a String, `split(separator:)` by a String, `firstRange(of:)`, `replacing`, Regex) would put 1.3 MB of code into the
/// static agent; FleetCore has `hasSubstring`, `fields(separatedBy:)` and their like instead. A section for each
/// function lets the linker drop what nothing calls.
let shared: [SwiftSetting] =
  house + [
    .unsafeFlags([
      "-Xfrontend", "-disable-implicit-string-processing-module-import", "-Xfrontend", "-function-sections",
    ])
  ]

/// What only runs on machines, or only once for each task: small rather than fast.
let small: [SwiftSetting] = shared + [.unsafeFlags(["-Osize"], .when(configuration: .release))]

/// The evaluator of expressions and the values it computes with: their objects belong to one thread each, and the check
/// of every access to their fields costs a tenth of the time. Debug builds, and with them the tests, keep the check.
let unchecked: [SwiftSetting] = [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]
let evaluator: [SwiftSetting] = house + unchecked

/// The engine and who listens to it. An evaluation that waits for programs takes its turns in a thread of its own
/// (`SideThread`) while the engine's executor stands still, and the run-time check of executors does not know that.
let turns: [SwiftSetting] = house + [.unsafeFlags(["-Xfrontend", "-disable-dynamic-actor-isolation"])]

/// A layer that both ends of the wire have in common.
func sharedLayer(_ name: String, _ dependencies: [String], settings: [SwiftSetting] = shared) -> Target {
  .target(name: name, dependencies: dependencies.map { .byName(name: $0) }, swiftSettings: settings)
}

/// A layer of the house: its name and what it may import (docs/architecture.md, section 2).
func layer(_ name: String, _ dependencies: [String], settings: [SwiftSetting] = house) -> Target {
  .target(name: name, dependencies: dependencies.map { .byName(name: $0) }, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [String]) -> Target {
  .testTarget(name: name, dependencies: dependencies.map { .byName(name: $0) }, swiftSettings: house)
}

let package = Package(
  name: "fleet",
  products: [
    .executable(name: "fleet", targets: ["fleet"]),
    .executable(name: "fleet-agent", targets: ["fleet-agent"]),
  ],
  targets: [
    // C libraries, each a module map over a Debian package.
    .systemLibrary(name: "CLibSSH", pkgConfig: "libssh", providers: [.apt(["libssh-dev"])]),
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(name: "CCrypt", pkgConfig: "libcrypt", providers: [.apt(["libcrypt-dev"])]),
    .target(name: "CSystem"),

    // Shared: both ends of the wire, no Foundation.
    sharedLayer("FleetCore", ["CSystem"], settings: shared + unchecked),
    sharedLayer("FleetProtocol", ["FleetCore"]),
    sharedLayer("FleetSystem", ["FleetCore", "CSystem"]),
    sharedLayer("FleetModuleKit", ["FleetCore", "FleetProtocol", "FleetSystem"], settings: small),
    sharedLayer(
      "FleetModules", ["FleetCore", "FleetProtocol", "FleetSystem", "FleetModuleKit", "CPCRE2"], settings: small),
    sharedLayer(
      "FleetAgent", ["FleetCore", "FleetProtocol", "FleetSystem", "FleetModuleKit", "FleetModules", "CSystem"],
      settings: small),

    // Control side.
    layer("FleetYAML", ["FleetCore", "CLibYAML"]),
    layer("FleetVault", ["FleetCore", "FleetSystem", "CCrypto"]),
    layer(
      "FleetJinja",
      ["FleetCore", "FleetSystem", "FleetYAML", "FleetVault", "CPCRE2", "CCrypto", "CCrypt", "CSystem"],
      settings: evaluator),
    layer("FleetInventory", ["FleetCore", "FleetSystem", "FleetYAML", "FleetVault", "FleetJinja"]),
    layer(
      "FleetPlaybook",
      ["FleetCore", "FleetSystem", "FleetYAML", "FleetVault", "FleetJinja", "FleetInventory", "FleetModuleKit"]),
    layer(
      "FleetVariables",
      [
        "FleetCore", "FleetSystem", "FleetYAML", "FleetVault", "FleetJinja", "FleetInventory", "FleetPlaybook",
        "CCrypto",
      ]),
    layer("FleetTransport", ["FleetCore", "FleetSystem", "FleetProtocol", "CLibSSH", "CCrypto", "CSystem"]),
    layer(
      "FleetEngine",
      [
        "FleetCore", "FleetSystem", "FleetYAML", "FleetVault", "FleetJinja", "FleetInventory", "FleetPlaybook",
        "FleetVariables", "FleetTransport", "FleetProtocol", "FleetModuleKit", "CCrypto",
      ],
      settings: turns),
    layer(
      "FleetReport", ["FleetCore", "FleetSystem", "FleetYAML", "FleetEngine", "FleetProtocol", "FleetPlaybook"],
      settings: turns),
    layer(
      "FleetCommands",
      [
        "FleetCore", "FleetSystem", "FleetYAML", "FleetVault", "FleetJinja", "FleetInventory", "FleetPlaybook",
        "FleetVariables", "FleetTransport", "FleetEngine", "FleetReport", "FleetModules", "FleetModuleKit",
        "FleetProtocol", "CSystem",
      ],
      settings: turns),

    // Executables.
    .executableTarget(name: "fleet", dependencies: ["FleetCommands"], swiftSettings: house),
    .executableTarget(
      name: "fleet-agent", dependencies: ["FleetAgent"], swiftSettings: small,
      linkerSettings: [
        // Functions with the same code are folded into one.
        .unsafeFlags([
          "-static-executable", "-Xlinker", "--gc-sections", "-Xlinker", "--icf=all", "-Xlinker", "-s",
        ])
      ]),

    // Tests.
    .target(
      name: "FleetTestSupport", dependencies: ["FleetCore", "FleetSystem"], path: "Tests/FleetTestSupport",
      swiftSettings: house),
    tests("FleetCoreTests", ["FleetCore", "FleetTestSupport"]),
    tests("FleetYAMLTests", ["FleetYAML", "FleetTestSupport", "FleetCore"]),
    tests("FleetVaultTests", ["FleetVault", "FleetTestSupport", "FleetCore"]),
    tests("FleetJinjaTests", ["FleetJinja", "FleetTestSupport", "FleetCore", "FleetSystem"]),
    tests(
      "FleetInventoryTests",
      ["FleetInventory", "FleetJinja", "FleetSystem", "FleetTestSupport", "FleetCore"]),
    tests(
      "FleetPlaybookTests",
      [
        "FleetPlaybook", "FleetVariables", "FleetInventory", "FleetJinja", "FleetModuleKit", "FleetSystem",
        "FleetVault",
        "FleetYAML", "FleetTestSupport", "FleetCore",
      ]),
    tests("FleetProtocolTests", ["FleetProtocol", "FleetTestSupport", "FleetCore"]),
    tests("FleetSystemTests", ["FleetSystem", "FleetTestSupport", "FleetCore"]),
    tests(
      "FleetModulesTests",
      ["FleetModules", "FleetModuleKit", "FleetSystem", "FleetProtocol", "FleetTestSupport", "FleetCore", "FleetYAML"]),
    tests(
      "FleetTransportTests",
      ["FleetTransport", "FleetProtocol", "FleetAgent", "FleetSystem", "FleetTestSupport", "FleetCore", "CSystem"]),
    tests(
      "FleetEngineTests",
      [
        "FleetEngine", "FleetReport", "FleetCommands", "FleetTransport", "FleetProtocol", "FleetTestSupport",
        "FleetCore",
      ]),
    tests(
      "FleetCommandsTests",
      ["FleetCommands", "FleetInventory", "FleetJinja", "FleetSystem", "FleetTestSupport", "FleetCore"]),
    tests("TidyTests", ["FleetTestSupport", "FleetCore"]),
  ]
)
