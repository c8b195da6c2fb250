import FleetCore
import FleetModuleKit
import FleetSystem

/// One look of `wait_for` at what it waits for, and what it found there.
struct WaitWatch {
  let module: WaitForModule
  let pattern: Pattern?
  let machine: Machine
  private(set) var groups: [Value] = []
  private(set) var namedGroups: ValueMap = [:]

  init(module: WaitForModule, pattern: Pattern?, machine: Machine) {
    self.module = module
    self.pattern = pattern
    self.machine = machine
  }

  /// Whether the waiting is over.
  mutating func isOver(remaining: Double) throws -> Bool {
    switch module.state {
    case .drained:
      return NetworkProbe.connections(
        host: module.host, port: module.port ?? 0, states: module.activeNumbers, excluded: module.excludedHosts ?? []
      ) == 0
    case .absent, .stopped:
      if let path = module.path { return !machine.files.exists(path) }
      return !(try answers(remaining))
    case .present, .started:
      if let path = module.path { return try isWritten(path) }
      return try answers(remaining)
    }
  }

  private func answers(_ remaining: Double) throws -> Bool {
    guard let port = module.port else { return false }
    let seconds = min(Double(module.connectTimeout), max(1, remaining.rounded(.up)))
    guard let pattern, module.state == .present || module.state == .started else {
      return try NetworkProbe.connect(module.host, port: port, seconds: seconds)
    }
    return try NetworkProbe.connect(module.host, port: port, seconds: seconds, conversation: remaining) { said in
      try pattern.isFound(in: said)
    }
  }

  private mutating func isWritten(_ path: String) throws -> Bool {
    do {
      guard try machine.files.status(path) != nil else { return false }
    } catch let error as SystemError {
      throw ModuleFailure(module.message ?? "Failed to stat \(path), \(error.reason)")
    }
    guard let pattern else { return true }
    guard let bytes = try? machine.files.read(path), let match = try pattern.match(in: bytes) else { return false }
    let names = pattern.groupNames.sorted { $0.value < $1.value }
    let texts: [Value] = match.ranges.dropFirst().map { range in
      range.map { .string(String(decoding: bytes[$0], as: UTF8.self)) } ?? .null
    }
    groups = texts
    for (name, number) in names where number <= texts.count { namedGroups[name] = texts[number - 1] }
    return true
  }
}
