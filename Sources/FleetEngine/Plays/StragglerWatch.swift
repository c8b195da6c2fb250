import FleetCore

/// Says which hosts a task is waiting for, when others are done with it for a while.
@EngineActor final class StragglerWatch {
  private let run: RunContext
  private let heading: TaskHeading
  private var begun: [String] = []
  private var finished: Set<String> = []
  private var timer: Task<Void, Never>?

  init(run: RunContext, heading: TaskHeading) {
    self.run = run
    self.heading = heading
  }

  func begin(_ host: String) { begun.append(host) }

  /// The first host that is done starts the clock.
  func finish(_ host: String) {
    finished.insert(host)
    guard timer == nil else { return }
    timer = Task { @EngineActor [weak self] in
      var seconds = Limits.stragglerSeconds
      var waited = 0
      while true {
        try? await Task.sleep(for: .seconds(seconds - waited))
        guard !Task.isCancelled, let self else { return }
        waited = seconds
        self.tell(seconds)
        seconds *= 2
      }
    }
  }

  func end() { timer?.cancel() }

  private func tell(_ seconds: Int) {
    let late = begun.filter { !finished.contains($0) }
    guard !late.isEmpty else { return }
    let shown = late.prefix(Limits.stragglersShown).joined(separator: ", ")
    let more = late.count > Limits.stragglersShown ? " and \(late.count - Limits.stragglersShown) more" : ""
    run.warn("still waiting for \(shown)\(more) in the task \"\(heading.name)\", \(seconds) s after the first was done")
  }
}
