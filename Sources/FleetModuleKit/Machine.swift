/// The computer that the agent stands on: the only way for a module to touch anything. In check mode whatever would
/// change it refuses, so that a module which forgets is caught.
package final class Machine {
  package let context: ModuleContext
  /// Noted by modules for the result.
  package var warnings: [String] = []

  package init(context: ModuleContext = ModuleContext()) { self.context = context }

  /// Called by everything that changes the machine; throws in check mode.
  package func willChange(_ what: @autoclosure () -> String) throws(ModuleFailure) {
    guard context.isCheck else { return }
    throw ModuleFailure("this is a fault of fleet itself: in check mode a module tried to \(what())")
  }
}
