package import FleetCore
import Synchronization

/// What a module does when only a rehearsal is asked for.
package enum CheckModeSupport: String, Sendable, Hashable {
  /// It tells what would change.
  case full
  /// It tells what would change in some cases and is skipped in the others.
  case partial
  /// It is skipped.
  case none
}

/// A module as documents and the static checker see it: derived from its one declaration.
package struct ModuleSpec: Sendable {
  package let name: String
  package let summary: String
  package let checkMode: CheckModeSupport
  private let read: @Sendable (inout Parameters) -> Void
  private let description: Description

  /// Takes the declaration of `type`. Its parameters are described when somebody asks for them: there are many modules,
  /// and a run uses few.
  package init<Declaration: ParameterReading>(_ type: Declaration.Type) {
    name = type.name
    summary = type.summary
    checkMode = type.checkMode
    read = { _ = Declaration(&$0) }
    description = Description(module: type.name, read)
  }

  package var parameters: [ParameterSpec] { description.parameters.filter { !$0.isInternal } }

  /// Whether the text after the module's name is an argument of its own (`command: echo hi`).
  package var takesFreeForm: Bool { description.parameters.contains { $0.name == Parameters.freeFormName } }

  /// All faults of arguments as they are written in a task.
  package func faults(in arguments: [WrittenValue.Entry]) -> [ParameterFault] {
    var parameters = Parameters(checking: arguments, module: name)
    read(&parameters)
    return parameters.finish()
  }

  /// The names a user may write, with aliases.
  package var argumentNames: [String] { parameters.flatMap { [$0.name] + $0.aliases } }

  /// Names of the parameters, aliases included, whose values are secret.
  package var secretNames: Set<String> {
    Set(parameters.filter(\.isSecret).flatMap { [$0.name] + $0.aliases })
  }
}

/// The parameters of one declaration, described once.
private final class Description: Sendable {
  private let module: String
  private let read: @Sendable (inout Parameters) -> Void
  private let known = Mutex<[ParameterSpec]?>(nil)

  init(module: String, _ read: @escaping @Sendable (inout Parameters) -> Void) {
    self.module = module
    self.read = read
  }

  var parameters: [ParameterSpec] {
    known.withLock { known in
      if let known { return known }
      var parameters = Parameters(describing: module)
      read(&parameters)
      known = parameters.specs
      return parameters.specs
    }
  }
}

/// Anything that is declared by reading its parameters: modules in the agent, actions on the control side.
package protocol ParameterReading: Sendable {
  /// The short name, such as `copy`.
  static var name: String { get }
  /// One sentence.
  static var summary: String { get }
  static var checkMode: CheckModeSupport { get }
  /// Reads the parameters; makes the same calls every time.
  init(_ parameters: inout Parameters)
}

extension ParameterReading {
  package static var checkMode: CheckModeSupport { .full }

  /// Reads final arguments; throws all their faults at once.
  package static func decode(
    _ arguments: ValueMap, paths: PathExpansion = PathExpansion()
  ) throws(ArgumentFaults) -> Self {
    var parameters = Parameters(decoding: arguments, module: name, paths: paths)
    let decoded = Self(&parameters)
    let faults = parameters.finish()
    guard faults.isEmpty else { throw ArgumentFaults(faults: faults) }
    return decoded
  }
}

/// The faults of a task's final arguments.
package struct ArgumentFaults: Error, Sendable {
  package var faults: [ParameterFault]
  package init(faults: [ParameterFault]) { self.faults = faults }
}
