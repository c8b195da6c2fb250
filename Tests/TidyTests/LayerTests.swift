import FleetTestSupport
import Testing

/// The layers hold: a target imports only what docs/architecture.md allows it.
@Suite struct LayerTests {
  /// Section 2 of docs/architecture.md. Shared targets first, then the control side from the bottom up.
  static let allowed: [String: Set<String>] = [
    "FleetCore": [],
    "FleetProtocol": ["FleetCore"],
    "FleetSystem": ["FleetCore", "CSystem"],
    "FleetModuleKit": ["FleetCore", "FleetProtocol", "FleetSystem"],
    "FleetModules": ["FleetCore", "FleetProtocol", "FleetSystem", "FleetModuleKit", "CPCRE2", "CSystem"],
    "FleetAgent": ["FleetCore", "FleetProtocol", "FleetSystem", "FleetModuleKit", "FleetModules", "CSystem"],
    "FleetYAML": ["FleetCore", "FleetSystem", "CLibYAML"],
    "FleetVault": ["FleetCore", "FleetSystem", "CCrypto", "CSystem"],
    "FleetJinja": [
      "FleetCore", "FleetSystem", "FleetYAML", "FleetVault", "CPCRE2", "CCrypto", "CCrypt", "CSystem",
    ],
    "FleetInventory": ["FleetCore", "FleetSystem", "FleetYAML", "FleetVault", "FleetJinja"],
    "FleetPlaybook": [
      "FleetCore", "FleetSystem", "FleetYAML", "FleetVault", "FleetJinja", "FleetInventory", "FleetModuleKit",
    ],
    "FleetVariables": [
      "FleetCore", "FleetSystem", "FleetYAML", "FleetVault", "FleetJinja", "FleetInventory", "FleetPlaybook",
      "CCrypto",
    ],
    "FleetTransport": ["FleetCore", "FleetSystem", "FleetProtocol", "CLibSSH", "CCrypto", "CSystem"],
    "FleetEngine": [
      "FleetCore", "FleetSystem", "FleetYAML", "FleetVault", "FleetJinja", "FleetInventory", "FleetPlaybook",
      "FleetVariables", "FleetTransport", "FleetProtocol", "FleetModuleKit",
    ],
    "FleetReport": ["FleetCore", "FleetSystem", "FleetYAML", "FleetEngine", "FleetProtocol", "FleetPlaybook"],
    "FleetCommands": [
      "FleetCore", "FleetSystem", "FleetYAML", "FleetVault", "FleetJinja", "FleetInventory", "FleetPlaybook",
      "FleetVariables", "FleetTransport", "FleetEngine", "FleetReport", "FleetModules", "FleetModuleKit",
      "FleetProtocol", "CSystem",
    ],
  ]
  static let system: Set<String> = ["Glibc", "Synchronization", "Dispatch"]
  /// Targets that the agent carries: no concurrency runtime, no Dispatch.
  static let shared: Set<String> = ["FleetCore", "FleetProtocol", "FleetSystem", "FleetModuleKit", "FleetModules"]

  @Test func importsPointDown() {
    for file in SourceTests.sources {
      let parts = file.path.split(separator: "/")
      guard parts.count > 2, parts[0] == "Sources", let allowed = Self.allowed[String(parts[1])] else { continue }
      for (number, line) in file.lines.enumerated() {
        guard let module = importedModule(line) else { continue }
        if allowed.contains(module) || Self.system.contains(module) || module == parts[1] { continue }
        Issue.record(
          "\(file.path):\(number + 1): \(parts[1]) must not import \(module); give it what it needs from above, or move the code"
        )
      }
    }
  }

  /// One `contains` of a text longer than a character brings 1.3 MB of `_StringProcessing` into the static agent.
  @Test func sharedTargetsDoWithoutStringProcessing() throws {
    let manifest = try Repository.text("Package.swift")
    #expect(manifest.contains("-disable-implicit-string-processing-module-import"))
    for target in Self.shared.union(["FleetAgent"]).sorted() {
      let isDeclared =
        manifest.contains("sharedLayer(\"\(target)\"") || manifest.contains("sharedLayer(\n      \"\(target)\"")
      #expect(isDeclared, "Package.swift: \(target) is in the agent; declare it with sharedLayer")
    }
    for file in SourceTests.sources {
      guard let target = file.path.split(separator: "/").dropFirst().first.map(String.init) else { continue }
      guard Self.shared.contains(target) || target == "FleetAgent" else { continue }
      for (number, line) in file.lines.enumerated() where importedModule(line) == "_StringProcessing" {
        Issue.record(
          "\(file.path):\(number + 1): use hasSubstring, firstSubstring or fields(separatedBy:) of FleetCore")
      }
    }
  }

  private func importedModule(_ line: Substring) -> String? {
    let words = line.split(separator: " ")
    guard let position = words.firstIndex(of: "import"), position <= 1, position + 1 < words.count else { return nil }
    return String(words[position + 1])
  }
}
