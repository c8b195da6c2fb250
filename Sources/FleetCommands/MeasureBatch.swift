import FleetCore
import FleetJinja

/// A request of `fleet template --batch` that is timed: `Benchmarks/templates` compares with Jinja2. What is to be
/// measured is compiled once and carried out `rounds` times; the answer has the shortest round.
///
/// `{measure: "template", source, context}`, `{measure: "conditions", conditions, context}`,
/// `{measure: "chain", definitions: {name: text}, name}`.
struct MeasureBatch {
  private let request: ValueMap
  private let rounds: Int

  init(_ request: ValueMap) {
    self.request = request
    rounds = max(1, min(request["rounds"]?.int ?? 1, Limits.templateDepth))
  }

  func answer() throws(DiagnosticError) -> ValueMap {
    switch request["measure"]?.string {
    case "conditions": try conditions()
    case "chain": try chain()
    default: try template()
    }
  }

  private func template() throws(DiagnosticError) -> ValueMap {
    var options = TemplateOptions.jinja
    options.trimBlocks = true
    let engine = TemplateEngine(registry: .builtin, options: options)
    let template = try engine.compile(request["source"]?.string ?? "", origin: nil)
    var output = ""
    let seconds = try timed { () throws(DiagnosticError) in
      output = try engine.render(template, in: DictionaryScope(request["context"]?.map ?? [:]))
    }
    return ["seconds": .double(seconds), "output": .string(output)]
  }

  private func conditions() throws(DiagnosticError) -> ValueMap {
    let engine = TemplateEngine(registry: .builtin)
    var compiled: [Expression] = []
    for text in request["conditions"]?.list ?? [] {
      compiled.append(try engine.compileExpression(text.string ?? "", origin: nil))
    }
    var count = 0
    let seconds = try timed { () throws(DiagnosticError) in
      count = 0
      let scope = DictionaryScope(request["context"]?.map ?? [:])
      for expression in compiled where try engine.condition(expression, in: scope) { count += 1 }
    }
    return ["seconds": .double(seconds), "output": .int(count)]
  }

  private func chain() throws(DiagnosticError) -> ValueMap {
    let engine = TemplateEngine(registry: .builtin)
    var definitions: [String: TemplatedValue] = [:]
    for (name, text) in request["definitions"]?.map ?? [:] {
      definitions[name.string ?? ""] = try TemplatedValue.compile(text, origin: nil, with: engine)
    }
    let name = request["name"]?.string ?? ""
    var value = Value.null
    let seconds = try timed { () throws(DiagnosticError) in
      let result = try LazyScope(definitions).variable(name)
      do { value = try result?.data() ?? .null } catch {
        throw error as? DiagnosticError ?? DiagnosticError(.templateRuntime, "\(error)")
      }
    }
    return ["seconds": .double(seconds), "output": value]
  }

  private func timed(_ body: () throws(DiagnosticError) -> Void) throws(DiagnosticError) -> Double {
    var best = Double.infinity
    for _ in 0..<rounds {
      let start = ContinuousClock.now
      try body()
      let (seconds, attoseconds) = (ContinuousClock.now - start).components
      best = min(best, Double(seconds) + Double(attoseconds) / 1e18)
    }
    return best
  }
}

/// Variables that are evaluated at their first use, as those of a task are.
private final class LazyScope: VariableScope {
  private let definitions: [String: TemplatedValue]
  private var evaluated: [String: JinjaValue] = [:]

  init(_ definitions: [String: TemplatedValue]) { self.definitions = definitions }

  func variable(_ name: String) throws(DiagnosticError) -> JinjaValue? {
    if let known = evaluated[name] { return known }
    guard let definition = definitions[name] else { return nil }
    do {
      let value = try definition.lazyValue(in: self)
      evaluated[name] = value
      return value
    } catch { throw error as? DiagnosticError ?? DiagnosticError(.templateRuntime, "\(error)") }
  }

  var variableNames: [String] { definitions.keys.sorted() }
}
