import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Waits for a port, a file or a text in either; or only for some time.
struct WaitForModule: Module {
  static let name = "wait_for"
  static let summary = "Wait for a port, a file, a text in either, or some time."
  static let checkMode = CheckModeSupport.none

  enum State: String, ParameterChoice {
    case absent, drained, present, started, stopped
  }

  /// As /proc/net/tcp numbers them.
  private static let stateNumbers: [String: String] = [
    "ESTABLISHED": "01", "SYN_SENT": "02", "SYN_RECV": "03", "FIN_WAIT1": "04", "FIN_WAIT2": "05", "TIME_WAIT": "06",
  ]

  let host: String
  let timeout: Int
  let connectTimeout: Int
  let delay: Int
  let port: Int?
  let activeStates: [String]
  let path: String?
  let searchRegex: String?
  let state: State
  let excludedHosts: [String]?
  let sleep: Int
  let message: String?

  init(_ parameters: inout Parameters) {
    host = parameters.optional("host", default: "127.0.0.1", "Where the port is.")
    timeout = parameters.optional("timeout", default: 300, "Seconds to wait at most.")
    connectTimeout = parameters.optional("connect_timeout", default: 5, "Seconds for one attempt to connect.")
    delay = parameters.optional("delay", default: 0, "Seconds to wait before the first look.")
    port = parameters.optional("port", "The port.")
    activeStates = parameters.optional(
      "active_connection_states",
      default: ["ESTABLISHED", "FIN_WAIT1", "FIN_WAIT2", "SYN_RECV", "SYN_SENT", "TIME_WAIT"],
      "States of connections that count as active, for `drained`.")
    let path: PathArgument? = parameters.optional("path", "The file.")
    self.path = path?.text
    searchRegex = parameters.optional("search_regex", "What must be found in the file or be said at the port.")
    state = parameters.optional("state", default: .started, "What to wait for.")
    excludedHosts = parameters.optional("exclude_hosts", "Peers whose connections do not count, for `drained`.")
    sleep = parameters.optional("sleep", default: 1, "Seconds between two looks.")
    message = parameters.optional("msg", "What to say when the time is over.")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    try refuse()
    let pattern = try searchRegex.map { text throws(ModuleFailure) in try Pattern(text, .bytes, multiline: true) }
    let start = machine.clock.monotonic()
    var watch = WaitWatch(module: self, pattern: pattern, machine: machine)
    if delay > 0 { _ = machine.pause(seconds: Double(delay)) }
    if port == nil, path == nil, state != .drained {
      _ = machine.pause(seconds: Double(timeout))
    } else {
      try wait(until: start + Double(timeout), from: start, &watch)
    }
    if machine.context.isCancelled() { throw ModuleFailure("the run was broken off while waiting") }
    var result = ModuleResult()
    result.values = [
      "state": .string(state.rawValue), "port": port.map { .int($0) } ?? .null,
      "search_regex": searchRegex.map { .string($0) } ?? .null, "match_groups": .list(watch.groups),
      "match_groupdict": .map(watch.namedGroups), "path": path.map { .string($0) } ?? .null,
      "elapsed": .int(Int(machine.clock.monotonic() - start)),
    ]
    if let path { PathInfo.add(path, on: machine, to: &result.values) }
    return result
  }

  private func wait(until end: Double, from start: Double, _ watch: inout WaitWatch) throws {
    while watch.machine.clock.monotonic() < end {
      if try watch.isOver(remaining: end - watch.machine.clock.monotonic()) { return }
      if !watch.machine.pause(seconds: Double(max(0, sleep))) { break }
    }
    let elapsed = Int(watch.machine.clock.monotonic() - start)
    throw ModuleFailure(message ?? timeoutMessage, ["elapsed": .int(elapsed)])
  }

  private var timeoutMessage: String {
    let place = "\(host):\(port.map(String.init) ?? "None")"
    switch state {
    case .absent, .stopped:
      return port != nil
        ? "Timeout when waiting for \(place) to stop." : "Timeout when waiting for \(path ?? "") to be absent."
    case .drained: return "Timeout when waiting for \(place) to drain"
    case .present, .started:
      if let searchRegex {
        return "Timeout when waiting for search string \(searchRegex) in \(port != nil ? place : path ?? "")"
      }
      return port != nil ? "Timeout when waiting for \(place)" : "Timeout when waiting for file \(path ?? "")"
    }
  }

  private func refuse() throws {
    let values: ValueMap = ["elapsed": 0]
    if port != nil, path != nil {
      throw ModuleFailure("port and path parameter can not both be passed to wait_for", values)
    }
    if path != nil, state == .stopped {
      throw ModuleFailure("state=stopped should only be used for checking a port in the wait_for module", values)
    }
    if path != nil, state == .drained {
      throw ModuleFailure("state=drained should only be used for checking a port in the wait_for module", values)
    }
    if excludedHosts != nil, state != .drained {
      throw ModuleFailure("exclude_hosts should only be with state=drained", values)
    }
    for name in activeStates where Self.stateNumbers[name] == nil {
      throw ModuleFailure("unknown active_connection_state (\(name)) defined", values)
    }
  }

  var activeNumbers: Set<String> { Set(activeStates.compactMap { Self.stateNumbers[$0] }) }
}
