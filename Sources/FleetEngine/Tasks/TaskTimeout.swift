import FleetCore

/// `timeout`: the task fails when its action takes longer (ansible-core's `TaskTimeoutError`).
@EngineActor struct TaskTimeout {
  let runner: TaskRunner

  func limit(
    _ item: LoopItem, _ resolved: ResolvedTask, _ body: @escaping @EngineActor @Sendable () async -> ItemFinish
  ) async -> ItemFinish {
    let clock = runner.run.clock
    let seconds = Double(resolved.timeoutSeconds)
    let started = clock.monotonic()
    let box = Box()
    // The agent ends its step itself; what waits here is broken off.
    let racers: [@EngineActor @Sendable () async -> Void] = [
      { box.finish = await body() }, { await clock.sleep(seconds: seconds + 0.5) },
    ]
    await withTaskGroup(of: Void.self) { group in
      for racer in racers { group.addTask { await racer() } }
      await group.next()
      group.cancelAll()
    }
    let spent = Double(clock.monotonic() - started) / 1e9
    if let finish = box.finish, spent < seconds { return finish }
    var result: ValueMap = [
      "changed": false, "failed": true,
      "msg": .string("Task failed: Timed out after \(resolved.timeoutSeconds) second(s)."),
    ]
    result["timedout"] = [
      "frame": "Configure `DISPLAY_TRACEBACK` to see a traceback on timeout errors.",
      "period": .int(Int(resolved.timeoutSeconds)),
    ]
    var finish = ItemFinish(item: item, status: .failed, result: result)
    finish.delegate = resolved.delegate
    finish.isSecret = resolved.isSecret
    runner.complete(&finish)
    return finish
  }

  @EngineActor private final class Box {
    var finish: ItemFinish?
  }
}
