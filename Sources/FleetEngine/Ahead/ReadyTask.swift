import FleetProtocol

/// A task of one host with everything evaluated before its turn to be shown, and its requests perhaps on their way.
struct ReadyTask {
  let step: Step
  let isLoop: Bool
  var items: [ReadyItem]
  /// Where the answers come from when the requests were sent already, and the place of the first one there.
  var feed: AnswerFeed?
  var offset = 0

  /// How many requests it has.
  var requestCount: Int { items.reduce(0) { $0 + $1.requests.count } }
  var range: Range<Int> { offset..<offset + requestCount }
}

/// One item of a task that is ready: done with before its action, or planned.
enum ReadyItem {
  case finished(ItemFinish)
  case planned(PlannedItem)

  var requests: [TaskRequest] {
    guard case .planned(let planned) = self, case .requests(let requests, _) = planned.plan else { return [] }
    return requests
  }
}

/// An item whose action has said what is to be done.
struct PlannedItem {
  var item: LoopItem
  var resolved: ResolvedTask
  var plan: ActionPlan
}
