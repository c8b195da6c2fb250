import FleetCore
package import FleetEngine
import FleetSystem

/// The retry file: the hosts that were lost, for `--limit @FILE` (`retry_files_enabled`).
package final class RetryReport: RunListener {
  private let folder: String?
  private let output: TextOutput
  @EngineActor private var playbook = ""

  /// `folder` is `retry_files_save_path`; nil is the playbook's own.
  package init(folder: String?, output: TextOutput) {
    self.folder = folder
    self.output = output
  }

  @EngineActor package func receive(_ event: RunEvent) {
    switch event {
    case .playbookStarted(let path): playbook = path
    case .runFinished(let statistics): write(statistics)
    default: break
    }
  }

  @EngineActor private func write(_ statistics: RunStatistics) {
    let lost = statistics.hosts.filter { $0.value.failed > 0 || $0.value.unreachable > 0 }.map(\.key)
    guard !lost.isEmpty else { return }
    let name = FilePath.splitExtension(FilePath.name(of: playbook)).stem + ".retry"
    let path = FilePath.join(folder ?? FilePath.folder(of: FilePath.absolute(playbook)), name)
    do throws(SystemError) {
      _ = try FileSystem.makeDirectories(FilePath.folder(of: path))
      let text = lost.sorted(by: JSONWriter.codePointOrder).map { $0 + "\n" }.joined()
      try FileSystem.replace(path, with: Array(text.utf8), mode: 0o644)
      output.write("\tto retry, use: --limit @\(path)\n\n")
    } catch {
      output.write("[WARNING]: Could not create retry file '\(path)'. \(error.reason)\n", toError: true)
    }
  }
}
