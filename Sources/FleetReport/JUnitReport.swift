import FleetCore
package import FleetEngine
import FleetSystem

/// A JUnit file of the run: each task on each host is a test case (the callback `junit`).
package final class JUnitReport: RunListener {
  /// The variables `JUNIT_…` of the environment.
  package struct Options: Sendable {
    var folder: String
    var isClassPerFile: Bool
    var relativeTo: String
    var failsOnChange: Bool
    var failsOnIgnore: Bool
    var includesSetup: Bool
    package let hidesArguments: Bool
    var prefix: String
    var outOfTreePath: String?

    package init(environment: [String: String]) {
      let flag = { (name: String, fallback: String) in (environment[name] ?? fallback).lowercased() == "true" }
      folder = environment["JUNIT_OUTPUT_DIR"] ?? FilePath.expandingHome("~/.ansible.log")
      isClassPerFile = flag("JUNIT_TASK_CLASS", "false")
      relativeTo = environment["JUNIT_TASK_RELATIVE_PATH"] ?? ""
      failsOnChange = flag("JUNIT_FAIL_ON_CHANGE", "false")
      failsOnIgnore = flag("JUNIT_FAIL_ON_IGNORE", "false")
      includesSetup = flag("JUNIT_INCLUDE_SETUP_TASKS_IN_REPORT", "true")
      hidesArguments = (environment["JUNIT_HIDE_TASK_ARGUMENTS"] ?? "false").lowercased() != "false"
      prefix = environment["JUNIT_TEST_CASE_PREFIX"] ?? ""
      outOfTreePath = environment["JUNIT_REPLACE_OUT_OF_TREE_PATH"]
    }
  }

  private struct HostRecord {
    let host: String
    let status: String
    let result: ValueMap
    var text = ""
    let finishedAt: Double
  }

  private struct TaskRecord {
    let name: String
    let path: String
    let play: String
    let action: String
    let startedAt: Double
    var hosts: [HostRecord] = []
  }

  private let options: Options
  private let output: TextOutput
  @EngineActor private var playbook = ""
  @EngineActor private var play = ""
  @EngineActor private var order: [String] = []
  @EngineActor private var tasks: [String: TaskRecord] = [:]

  package init(options: Options, output: TextOutput) {
    self.options = options
    self.output = output
  }

  @EngineActor package func receive(_ event: RunEvent) {
    switch event {
    case .playbookStarted(let path): playbook = FilePath.splitExtension(FilePath.name(of: path)).stem
    case .playStarted(let heading): play = heading.name
    case .taskStarted(let heading): begin(heading)
    case .taskFinished(let outcome): finish(outcome)
    case .included(let file, let hosts, _, _): included(file, hosts)
    case .runFinished: write()
    default: break
    }
  }

  @EngineActor private func begin(_ heading: TaskHeading) {
    guard tasks[heading.id] == nil else { return }
    var name = heading.name.trimmed
    if !options.hidesArguments, let written = heading.arguments, !written.isEmpty { name += " " + written }
    order.append(heading.id)
    tasks[heading.id] = TaskRecord(
      name: name, path: heading.path, play: play, action: heading.action,
      startedAt: SystemClock.system.monotonic())
  }

  @EngineActor private func finish(_ outcome: TaskOutcome) {
    var status =
      switch outcome.status {
      case .failed: outcome.ignoresErrors && !options.failsOnIgnore ? "ok" : "failed"
      case .skipped: "skipped"
      case .changed: options.failsOnChange ? "failed" : "ok"
      case .ok: "ok"
      case .unreachable: ""
      }
    guard let task = tasks[outcome.task.id], !status.isEmpty else { return }
    if status == "failed", task.name.contains("EXPECTED FAILURE") {
      status = "ok"
    } else if task.name.contains("TOGGLE RESULT") {
      status = status == "failed" ? "ok" : status == "ok" ? "failed" : status
    }
    guard task.name.hasPrefix(options.prefix) || status == "failed" else { return }
    tasks[outcome.task.id]?.hosts.append(
      HostRecord(
        host: outcome.host, status: status, result: outcome.result, finishedAt: SystemClock.system.monotonic()))
  }

  /// The file belongs to the task that began last.
  @EngineActor private func included(_ file: String, _ hosts: [String]) {
    guard let id = order.last, let task = tasks[id], task.name.hasPrefix(options.prefix) else { return }
    let text = "\(file) (args={} vars={}): [\(hosts.joined(separator: ", "))]"
    if let position = task.hosts.firstIndex(where: { $0.host == "include" }) {
      tasks[id]?.hosts[position].text += "\n" + text
    } else {
      tasks[id]?.hosts.append(
        HostRecord(
          host: "include", status: "included", result: [:], text: text,
          finishedAt: SystemClock.system.monotonic()))
    }
  }

  @EngineActor private func write() {
    var cases: [XMLElement] = []
    var failures = 0
    var skipped = 0
    var time = 0.0
    for task in order.compactMap({ tasks[$0] }) {
      let isSetup = ["setup", "gather_facts"].contains(task.action.split(separator: ".").last.map(String.init) ?? "")
      if isSetup, !options.includesSetup { continue }
      for host in task.hosts {
        if host.status == "failed" { failures += 1 }
        if host.status == "skipped" { skipped += 1 }
        time += host.finishedAt - task.startedAt
        cases.append(testCase(task, host))
      }
    }
    let counts = [
      ("disabled", "0"), ("errors", "0"), ("failures", String(failures)), ("name", playbook),
      ("skipped", String(skipped)), ("tests", String(cases.count)), ("time", "\(time)"),
    ]
    let suite = XMLElement("testsuite", counts, cases)
    let all = XMLElement("testsuites", counts.filter { !["name", "skipped"].contains($0.0) }, [suite])
    let path = FilePath.join(options.folder, "\(playbook)-\(SystemClock.system.now().double).xml")
    do throws(SystemError) {
      _ = try FileSystem.makeDirectories(options.folder)
      try FileSystem.replace(path, with: Array(("<?xml version=\"1.0\" ?>\n" + all.text()).utf8), mode: 0o644)
    } catch {
      output.write("[WARNING]: the JUnit file '\(path)' could not be written: \(error.reason)\n", toError: true)
    }
  }

  private func testCase(_ task: TaskRecord, _ host: HostRecord) -> XMLElement {
    let attributes = [
      ("classname", className(task.path)), ("name", "[\(host.host)] \(task.play): \(task.name)"),
      ("time", "\(host.finishedAt - task.startedAt)"),
    ]
    let dump = ResultText(verbosity: 0).dump(host.result, indent: 0)
    let part: XMLElement
    switch host.status {
    case "included": part = XMLElement("system-out", text: host.text)
    case "ok": part = XMLElement("system-out", text: dump)
    case "skipped": part = XMLElement("skipped", text: host.result["skip_reason"]?.string ?? "skipped")
    default:
      let message =
        host.result["msg"].map { $0.string ?? JSONWriter().write($0) }
        ?? "rc=\(host.result["rc"].map(JSONWriter.keyText) ?? "0")"
      part = XMLElement("failure", [("message", message), ("type", "failure")], text: dump)
    }
    return XMLElement("testcase", attributes, [part])
  }

  private func className(_ path: String) -> String {
    var name = path
    if !options.relativeTo.isEmpty {
      name = FilePath.relative(FilePath.absolute(path), to: FilePath.absolute(options.relativeTo))
    }
    if let replacement = options.outOfTreePath, name.hasPrefix("../") {
      name = replacement + FilePath.name(of: name)
    }
    if options.isClassPerFile, let colon = name.lastIndex(of: ":"), name[..<colon].hasSuffix(".yml") {
      name = String(name[..<colon].dropLast(4))
    }
    return name
  }
}
