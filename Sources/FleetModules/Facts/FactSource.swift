import FleetCore
import FleetModuleKit
import FleetSystem
import Glibc

/// Where facts come from: the files below a root (elsewhere in tests) and the machine's programs.
struct FactSource {
  /// Empty for the machine itself.
  var root: String
  var clock = SystemClock.system
  var environment: [String: String] = [:]
  /// Seconds that one program may take.
  var timeoutSeconds = 10.0
  /// Runs a program; nil when it is not there or cannot be started.
  var run: ([String]) -> CommandOutput?

  /// The machine itself, with the environment of a task.
  static func machine(environment: [String: String], timeoutSeconds: Double) -> FactSource {
    FactSource(root: "", environment: environment, timeoutSeconds: timeoutSeconds) { arguments in
      guard let name = arguments.first, Command.locate(name) != nil else { return nil }
      var surroundings = environment
      surroundings["LC_ALL"] = "C.UTF-8"
      return try? Command(arguments, environment: surroundings, timeoutSeconds: timeoutSeconds).run()
    }
  }

  func path(_ path: String) -> String { root + path }
  func exists(_ path: String) -> Bool { FileSystem.exists(root + path) }
  func isDirectory(_ path: String) -> Bool { FileSystem.isDirectory(root + path) }
  func names(in path: String) -> [String] { (try? FileSystem.list(root + path)) ?? [] }
  func link(_ path: String) -> String? { try? FileSystem.linkTarget(root + path) }
  func resolved(_ path: String) -> String? { try? FileSystem.resolved(root + path) }

  /// Stripped contents; nil for a missing or empty file (Ansible's `get_file_content`).
  func text(_ path: String) -> String? {
    guard let text = FileSystem.readLine(root + path), !text.isEmpty else { return nil }
    return text
  }

  func lines(_ path: String) -> [String] { text(path)?.lines() ?? [] }

  func hasProgram(_ name: String) -> Bool {
    root.isEmpty ? Command.locate(name) != nil : run([name, "--version"]) != nil
  }

  /// The standard output of a program that succeeded.
  func output(_ arguments: String...) -> String? {
    guard let output = run(arguments), output.isSuccess else { return nil }
    return output.stdoutText
  }
}

/// Facts gather as a map without the `ansible_` prefix.
typealias FactCollector = @Sendable (FactSource, ValueMap) -> ValueMap

extension Value {
  /// A string, or null when there is none.
  init(text: String?) { self = text.map { .string($0) } ?? .null }
  static func strings(_ items: some Sequence<String>) -> Value { .list(items.map { .string($0) }) }
}
