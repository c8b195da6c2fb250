import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Manages the choice between programs that do the same.
struct AlternativesModule: Module {
  static let name = "alternatives"
  static let summary = "Manage symbolic links with update-alternatives."

  enum State: String, ParameterChoice { case present, absent, selected, auto }

  private struct Slave {
    let name: String
    let link: String
    let path: String
  }

  private let group: String
  private let path: PathArgument?
  private let family: String?
  private let link: PathArgument?
  private let priority: Int?
  private let state: State
  private let slaves: [Slave]?

  init(_ parameters: inout Parameters) {
    group = parameters.required("name", "The generic name.")
    path = parameters.optional("path", "The program that is meant.")
    family = parameters.optional("family", "A family of programs, which only Red Hat's `alternatives` knows.")
    link = parameters.optional("link", "The link that stands for all of them.")
    priority = parameters.optional("priority", "The program's rank; 50 for a new one.")
    state = parameters.optional(
      "state", default: .selected, "Whether the program is known, chosen, gone, or the choice left to ranks.")
    slaves = parameters.groups("subcommands", aliases: ["slaves"], "Links that follow the choice.") { inner in
      let name: String = inner.required("name", "The generic name.")
      let link: PathArgument = inner.required("link", "The link.")
      let path: PathArgument = inner.required("path", "What it points to.")
      return Slave(name: name, link: link.text, path: path.text)
    }
    parameters.required("path", if: "state", is: "absent")
    parameters.required("path", if: "state", is: "selected")
  }

  /// What `update-alternatives --query` says.
  private struct Known {
    var link: String?
    var isManual = false
    var value: String?
    var choices: [(path: String, priority: Int, slaves: [String: String])] = []
  }

  func run(on machine: Machine) throws -> ModuleResult {
    guard machine.processes.locate("update-alternatives") != nil else {
      throw ModuleFailure("`update-alternatives` is not on the machine")
    }
    if family != nil {
      throw ModuleFailure(
        "`update-alternatives` of this machine knows no families: choose by `path`", parameter: "family")
    }
    let known = try query(machine)
    var result = ModuleResult()
    let choice = known.choices.first { $0.path == path?.text }
    func act(_ words: [String]) throws {
      result.changed = true
      guard !machine.context.isCheck else { return }
      let output = try machine.processes.run(Command(["update-alternatives"] + words, environment: ["LC_ALL": "C"]))
      guard output.isSuccess else { throw ModuleFailure(output.complaint) }
    }
    switch state {
    case .absent:
      if let choice { try act(["--remove", group, choice.path]) }
    case .present, .selected, .auto:
      if let path, try needsInstalling(choice) { try act(try installWords(path.text, known)) }
      if state == .selected, let path, known.value != path.text { try act(["--set", group, path.text]) }
      let isSelected = known.isManual && known.value == path?.text
      if state == .auto, known.isManual { try act(["--auto", group]) }
      if state == .present, isSelected { try act(["--auto", group]) }
    }
    return result
  }

  private func needsInstalling(_ choice: (path: String, priority: Int, slaves: [String: String])?) throws -> Bool {
    guard let choice else { return true }
    if let priority, priority != choice.priority { return true }
    guard let slaves else { return false }
    return Dictionary(slaves.map { ($0.name, $0.path) }, uniquingKeysWith: { $1 }) != choice.slaves
  }

  private func installWords(_ path: String, _ known: Known) throws -> [String] {
    guard FileSystem.exists(path) else {
      throw ModuleFailure("Specified path \(path) does not exist", parameter: "path")
    }
    guard let link = link?.text ?? known.link else {
      throw ModuleFailure(
        "Needed to install the alternative, but unable to do so as we are missing the link", parameter: "link")
    }
    let rank = priority ?? known.choices.first { $0.path == path }?.priority ?? 50
    var words = ["--install", link, group, path, String(rank)]
    for slave in slaves ?? [] { words += ["--slave", slave.link, slave.name, slave.path] }
    return words
  }

  private func query(_ machine: Machine) throws -> Known {
    var known = Known()
    let command = Command(["update-alternatives", "--query", group], environment: ["LC_ALL": "C"])
    let output = try machine.processes.query(command)
    guard output.isSuccess else { return known }
    for line in output.stdoutText.lines() {
      let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingSpace() }
      if line.hasPrefix(" "), !known.choices.isEmpty {
        let words = line.words()
        if words.count == 2 { known.choices[known.choices.count - 1].slaves[words[0]] = words[1] }
        continue
      }
      guard parts.count == 2 else { continue }
      switch parts[0] {
      case "Link": known.link = parts[1]
      case "Status": known.isManual = parts[1] == "manual"
      case "Value": known.value = parts[1] == "none" ? nil : parts[1]
      case "Alternative": known.choices.append((parts[1], 0, [:]))
      case "Priority":
        if !known.choices.isEmpty { known.choices[known.choices.count - 1].priority = Int(parts[1]) ?? 0 }
      default: break
      }
    }
    return known
  }
}
