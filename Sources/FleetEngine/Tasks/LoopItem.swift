import FleetCore
import FleetJinja

/// One round of a task: its variables, and what the loop says about it. A task without a loop has one.
struct LoopItem {
  /// The task's scope with the loop's variables on top.
  var scope: any VariableScope
  /// The item's value; nil outside loops.
  var value: Value?
  var index = 0
  /// The names under which the item is known.
  var loopVariable = "item"
  var indexVariable: String?
  /// `ansible_loop`, when `extended` asks for it.
  var extended: Value?
  /// The loop could not be evaluated: raised unless a condition skips the task.
  var loopError: DiagnosticError?
  /// Whom the item is delegated to. Evaluated once: a template may give another name the next time.
  var delegate: String?
  /// `delegate_to` could not be evaluated.
  var delegateError: (any Error)?

  init(scope: any VariableScope) { self.scope = scope }

  var isInLoop: Bool { value != nil }

  /// What an item's result carries beside the module's answer.
  func annotate(_ result: inout ValueMap) {
    guard let value else { return }
    result[loopVariable] = value
    result["ansible_loop_var"] = .string(loopVariable)
    if let indexVariable {
      result[indexVariable] = .int(index)
      result["ansible_index_var"] = .string(indexVariable)
    }
    if let extended { result["ansible_loop"] = extended }
  }

  /// The loop's variables, for includes that hand them on.
  var variables: ValueMap {
    guard let value else { return [:] }
    var map: ValueMap = [loopVariable: value, "ansible_loop_var": .string(loopVariable)]
    if let indexVariable {
      map[indexVariable] = .int(index)
      map["ansible_index_var"] = .string(indexVariable)
    }
    if let extended { map["ansible_loop"] = extended }
    return map
  }
}

/// What one item came to.
struct ItemFinish {
  var item: LoopItem
  var status: TaskStatus
  /// As `register` holds it.
  var result: ValueMap
  var diagnostics: [Diagnostic] = []
  var warnings: [String] = []
  var facts: [FactChange] = []
  var notifications: [String] = []
  var include: IncludeRequest?
  var diffs: [DiffRecord] = []
  var delegate: (name: String, address: String)?
  var isSecret = false
  /// The module's arguments, shown at `-vvv`.
  var invocation: ValueMap?
  /// Failed before `failed_when` had its say.
  var wasFailed = false
  var ignoresErrors = false
  var ignoresUnreachable = false
  var isAlwaysVerbose = false
  var fault: TaskFault?

  init(item: LoopItem, status: TaskStatus, result: ValueMap) {
    self.item = item
    self.status = status
    self.result = result
  }
}
