package import FleetJinja

/// The keywords that plays, blocks, roles and tasks hand down. A `PlayTask` carries them resolved, so that the engine
/// only reads a property: the innermost wins, and `tags`, `when`, `environment` and `moduleDefaults` accumulate.
package struct TaskKeywords: Sendable {
  package var connection: Keyword<String>?
  package var port: Keyword<Int>?
  package var remoteUser: Keyword<String>?
  package var become: Keyword<Bool>?
  package var becomeUser: Keyword<String>?
  package var becomeMethod: Keyword<String>?
  package var becomeFlags: Keyword<String>?
  package var becomeExe: Keyword<String>?
  package var noLog: Keyword<Bool>?
  package var runOnce: Keyword<Bool>?
  package var ignoreErrors: Keyword<Bool>?
  package var ignoreUnreachable: Keyword<Bool>?
  package var checkMode: Keyword<Bool>?
  package var diff: Keyword<Bool>?
  package var anyErrorsFatal: Keyword<Bool>?
  package var throttle: Keyword<Int>?
  /// Seconds.
  package var timeout: Keyword<Int>?
  package var debugger: Keyword<String>?
  package var delegateTo: Keyword<String>?
  package var delegateFacts: Keyword<Bool>?
  /// Names of handlers or topics; an element may evaluate to a list.
  package var notify: [TemplatedValue]?
  /// Namespaces searched for short module and role names.
  package var collections: [String]?
  /// Every tag of the task and of all that it stands in; an element may be a template over static variables.
  package var tags: [Keyword<String>] = []
  /// All must hold; the outermost first.
  package var when: [Condition] = []
  /// Mappings of environment variables, the outermost first: a later one wins.
  package var environment: [TemplatedValue] = []
  /// Mappings of module (or `group/name`) to arguments, the outermost first: a later one wins.
  package var moduleDefaults: [TemplatedValue] = []

  package init() {}

  /// These keywords inside what `outer` already says.
  package func inheriting(_ outer: TaskKeywords) -> TaskKeywords {
    var result = self
    result.connection = connection?.inside(outer.connection) ?? outer.connection
    result.port = port?.inside(outer.port) ?? outer.port
    result.remoteUser = remoteUser?.inside(outer.remoteUser) ?? outer.remoteUser
    result.become = become?.inside(outer.become) ?? outer.become
    result.becomeUser = becomeUser?.inside(outer.becomeUser) ?? outer.becomeUser
    result.becomeMethod = becomeMethod?.inside(outer.becomeMethod) ?? outer.becomeMethod
    result.becomeFlags = becomeFlags?.inside(outer.becomeFlags) ?? outer.becomeFlags
    result.becomeExe = becomeExe?.inside(outer.becomeExe) ?? outer.becomeExe
    result.noLog = noLog?.inside(outer.noLog) ?? outer.noLog
    result.runOnce = runOnce?.inside(outer.runOnce) ?? outer.runOnce
    result.ignoreErrors = ignoreErrors?.inside(outer.ignoreErrors) ?? outer.ignoreErrors
    result.ignoreUnreachable = ignoreUnreachable?.inside(outer.ignoreUnreachable) ?? outer.ignoreUnreachable
    result.checkMode = checkMode?.inside(outer.checkMode) ?? outer.checkMode
    result.diff = diff?.inside(outer.diff) ?? outer.diff
    result.anyErrorsFatal = anyErrorsFatal?.inside(outer.anyErrorsFatal) ?? outer.anyErrorsFatal
    result.throttle = throttle?.inside(outer.throttle) ?? outer.throttle
    result.timeout = timeout?.inside(outer.timeout) ?? outer.timeout
    result.debugger = debugger?.inside(outer.debugger) ?? outer.debugger
    result.delegateTo = delegateTo?.inside(outer.delegateTo) ?? outer.delegateTo
    result.delegateFacts = delegateFacts?.inside(outer.delegateFacts) ?? outer.delegateFacts
    result.notify = notify ?? outer.notify
    result.collections = collections ?? outer.collections
    result.tags = outer.tags + tags
    result.when = outer.when + when
    result.environment = outer.environment + environment
    result.moduleDefaults = outer.moduleDefaults + moduleDefaults
    return result
  }
}
