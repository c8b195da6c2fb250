/// Works on several hosts at once, at most so many at a time.
enum HostLanes {
  /// Calls `body` for each item; starts the next when one of the `width` running ones is done, unless `isStopped`.
  @EngineActor static func run<Item: Sendable>(
    _ items: [Item], width: Int, until isStopped: @escaping @EngineActor @Sendable () -> Bool = { false },
    _ body: @escaping @EngineActor @Sendable (Item) async -> Void
  ) async {
    if items.count == 1, let only = items.first { return isStopped() ? () : await body(only) }
    await withTaskGroup(of: Void.self) { group in
      var running = 0
      for item in items {
        if running >= max(1, width) {
          await group.next()
          running -= 1
        }
        if isStopped() { break }
        running += 1
        group.addTask { await body(item) }
      }
    }
  }
}
