import FleetCore
package import FleetEngine
import FleetSystem

/// The last result of each host in a file of its name (the callback `tree`, `ansible --tree`).
package final class TreeReport: RunListener {
  private let folder: String
  private let verbosity: Int
  private let output: TextOutput

  package init(folder: String, verbosity: Int, output: TextOutput) {
    self.folder = folder
    self.verbosity = verbosity
    self.output = output
  }

  @EngineActor package func receive(_ event: RunEvent) {
    guard case .taskFinished(let outcome) = event, outcome.status != .skipped else { return }
    // A host's name never leaves the folder.
    let name = outcome.host.replacing("/", with: "_")
    guard name != ".", name != ".." else { return }
    let text = ResultText(verbosity: verbosity).dump(outcome.result, isAlwaysVerbose: outcome.isAlwaysVerbose)
    do throws(SystemError) {
      _ = try FileSystem.makeDirectories(folder)
      try FileSystem.replace(FilePath.join(folder, name), with: Array(text.utf8), mode: 0o644)
    } catch {
      output.write("[WARNING]: Unable to write to '\(name)'s file: \(error.reason)\n", toError: true)
    }
  }
}
