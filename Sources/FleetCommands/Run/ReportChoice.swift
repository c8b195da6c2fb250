import FleetCore
import FleetEngine
import FleetInventory
import FleetReport
import FleetSystem

/// The listeners of a run: the one that owns standard output, then those that the settings add (`callbacks_enabled`).
struct ReportChoice {
  let session: CommandSession
  let options: RunOptions

  private var settings: Settings { session.settings }
  private var output: TextOutput { session.output }

  /// A callback's name without its collection.
  static func short(_ name: String) -> String {
    for prefix in ["ansible.builtin.", "ansible.legacy.", "ansible.posix.", "community.general."]
    where name.hasPrefix(prefix) {
      return String(name.dropFirst(prefix.count))
    }
    return name
  }

  /// For playbooks.
  func forPlaybooks() -> [any RunListener] {
    var listeners: [any RunListener] = []
    if settings.retryFilesEnabled { listeners.append(RetryReport(folder: settings.retryFilesPath, output: output)) }
    listeners.append(standard(Self.short(settings.stdoutCallback)))
    return listeners + additional()
  }

  /// For one task: `minimal` unless `-o`, or callbacks are wanted for the ad-hoc command, too.
  func forOneTask(isOneLine: Bool, tree: String?) -> [any RunListener] {
    let name = Self.short(settings.stdoutCallback)
    let isConfigured = settings.loadsCallbacksForTasks && name != "default"
    var listeners = [standard(isOneLine ? "oneline" : isConfigured ? name : "minimal")]
    if let tree {
      let folder = FilePath.absolute(FilePath.expandingHome(tree))
      listeners.append(TreeReport(folder: folder, verbosity: session.verbosity, output: output))
    }
    return listeners + (settings.loadsCallbacksForTasks ? additional() : [])
  }

  private func standard(_ name: String) -> any RunListener {
    var console = consoleOptions
    switch name {
    case "json": return JSONReport(output: output, showsCustomStatistics: settings.showsCustomStatistics)
    case "jsonl": return JSONLinesReport(output: output, showsCustomStatistics: settings.showsCustomStatistics)
    case "minimal": return MinimalReport(output: output, options: console)
    case "oneline": return MinimalReport(output: output, options: console, isOneLine: true)
    case "yaml": console.resultFormat = "yaml"
    case "debug": console.resultFormat = "debug"
    case "default": break
    default: session.warn("the output callback `\(name)` is not built in; the default one is used")
    }
    return ConsoleReport(options: console, output: output)
  }

  private func additional() -> [any RunListener] {
    var listeners: [any RunListener] = []
    var seen: Set<String> = []
    for name in settings.enabledCallbacks where seen.insert(Self.short(name)).inserted {
      switch Self.short(name) {
      case "timer": listeners.append(TimerReport(output: output))
      case "profile_tasks": listeners.append(ProfileReport(options: profile(.task), output: output))
      case "profile_roles": listeners.append(ProfileReport(options: profile(.role), output: output))
      case "junit": listeners.append(JUnitReport(options: Self.junit, output: output))
      case "tree":
        listeners.append(
          TreeReport(
            folder: FilePath.expandingHome(settings.treeFolder), verbosity: session.verbosity, output: output))
      default: session.warn("Skipping callback plugin '\(name)', unable to load")
      }
    }
    return listeners
  }

  private static var junit: JUnitReport.Options { JUnitReport.Options(environment: Environment.dictionary()) }

  /// Whether a listener needs the arguments of tasks in their headings.
  static func needsArguments(_ settings: Settings) -> Bool {
    settings.displaysTaskArguments
      || (settings.enabledCallbacks.contains { short($0) == "junit" } && !junit.hidesArguments)
  }

  private func profile(_ unit: ProfileReport.Unit) -> ProfileReport.Options {
    var profile = ProfileReport.Options()
    profile.unit = unit
    profile.order = settings.profileOrder
    profile.limit = settings.profileLimit == "all" ? nil : Int(settings.profileLimit) ?? 20
    profile.showsSummaryOnly = settings.profilesSummaryOnly
    profile.verbosity = session.verbosity
    return profile
  }

  private var consoleOptions: ConsoleReport.Options {
    var console = ConsoleReport.Options()
    console.verbosity = session.verbosity
    console.diffContext = settings.diffContext
    console.showsSkippedHosts = settings.displaysSkippedHosts
    console.showsOKHosts = settings.displaysOKHosts
    console.showsCheckMarkers = settings.displaysCheckMarkers
    console.showsTaskPathOnFailure = settings.showsTaskPathOnFailure
    console.showsFailuresOnStandardError = settings.displaysFailedOnStderr
    console.showsCustomStatistics = settings.showsCustomStatistics
    console.showsPerHostStart = settings.showsPerHostStart
    console.showsArguments = settings.displaysTaskArguments
    console.showsFaults = !session.isTerminal
    console.resultFormat = settings.resultFormat
    console.isPretty = settings.prettyResults
    return console
  }
}
