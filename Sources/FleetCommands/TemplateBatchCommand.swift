import FleetCore
import FleetJinja
import Glibc

/// `fleet template --batch`: reads a JSON object a line, renders or evaluates what it says, and answers a line each.
///
/// Two kinds of request: `{templates, source, name, env, context}` is rendered under Jinja2's own rules,
/// `{kind, template, vars, overrides}` is evaluated under Ansible's.
package enum TemplateBatchCommand {
  /// Serves standard input to its end; the exit code.
  package static func run() -> Int32 {
    while let line = readLine(strippingNewline: true) {
      guard !line.allSatisfy(\.isWhitespace) else { continue }
      print(JSONWriter(compact: true).write(.map(answer(to: line))))
      fflush(nil)
    }
    return 0
  }

  private static func answer(to line: String) -> ValueMap {
    do throws(DiagnosticError) {
      guard case .map(let request) = try JSONReader.read(line, path: "<stdin>") else {
        return ["error": "ValueError", "message": "a request must be a JSON object"]
      }
      if request.contains("measure") { return try MeasureBatch(request).answer() }
      if request.contains("kind") { return try AnsibleBatch(request).answer() }
      return try JinjaBatch(request).answer()
    } catch {
      return [
        "error": .string(errorClass(error)),
        "phase": .string(error.diagnostics.first?.code == .templateSyntax ? "compile" : "render"),
        "message": .string(error.description),
      ]
    }
  }

  /// The name of Jinja2's or Python's error class for a fault.
  private static func errorClass(_ error: DiagnosticError) -> String {
    switch error.diagnostics.first?.code {
    case .templateSyntax: "TemplateSyntaxError"
    case .undefinedInTemplate: "UndefinedError"
    case .unknownTemplateFunction: "TemplateAssertionError"
    case .templateFunctionFailed: "ValueError"
    case .templateType: "TypeError"
    case .templateNotFound: "TemplateNotFound"
    case .omittedValue: "AnsibleValueOmittedError"
    default: "TemplateRuntimeError"
    }
  }
}
