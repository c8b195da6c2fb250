import FleetCore
import FleetSystem

/// Lookups of variables, settings and the inventory.
enum VariableLookups {
  static let table: [String: FunctionRegistry.Function] = [
    "config": config,
    "env": { arguments, _ in
      let options = try LookupOptions(arguments, of: "env", names: ["default"])
      return .list(
        try arguments.positional.map { term in
          let name = PythonText.words(try term.string(named: "name")).first ?? ""
          if let value = Environment.variable(name) { return .string(value) }
          guard let fallback = arguments.keyword("default") else { return .string("") }
          if case .undefined = fallback {
            return .undefined(Undefined(name: name, hint: "The environment variable '\(name)' is not set."))
          }
          return options.isGiven("default") ? fallback : .string("")
        })
    },
    "inventory_hostnames": { arguments, context in
      let patterns = try arguments.positional.flatMap { term in
        term.isListLike ? try term.elements().map { try $0.text() } : [try term.text()]
      }
      guard let environment = context.lookupEnvironment else {
        throw TemplateFault("there is no inventory here")
      }
      return .strings((try? environment.hosts(matching: patterns)) ?? [])
    },
    "varnames": { arguments, context in
      let names = context.scope.variableNames
      var found: [String] = []
      for term in arguments.positional {
        guard term.isString else {
          throw TemplateFault(
            "Invalid setting identifier, \"\(try term.text())\" is not a string, it is a \(term.typeName)")
        }
        let regex: Regex
        do {
          regex = try Regex.compile(try term.text())
        } catch {
          throw TemplateFault("Unable to use \"\(try term.text())\" as a search parameter: \(error)", kind: .value)
        }
        found += try names.filter { try regex.match(in: $0) != nil }
      }
      return .strings(found)
    },
    "vars": { arguments, context in
      let options = try LookupOptions(arguments, of: "vars", names: ["default"])
      return .list(
        try arguments.positional.map { term in
          guard term.isString else {
            throw TemplateFault("Variable name must be 'str' not '\(term.typeName)'.", kind: .type)
          }
          let name = try term.text()
          if let value = try context.scope.variable(name) { return value }
          if let fallback = options["default"] { return fallback }
          return .undefined(
            Undefined(name: name, hint: "No variable named '\(name)' was found."))
        })
    },
  ]

  private static func config(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue {
    let options = try LookupOptions(
      arguments, of: "config", names: ["on_missing", "plugin_name", "plugin_type", "show_origin"])
    let (type, plugin) = (try options.text("plugin_type"), try options.text("plugin_name"))
    guard (type == nil) == (plugin == nil) else {
      throw TemplateFault("Both plugin_type and plugin_name are required, cannot use one without the other.")
    }
    let missing = try options.text("on_missing", default: "error")
    guard ["error", "warn", "skip"].contains(missing) else {
      throw TemplateFault(
        "Invalid value '\(missing)' for config 'on_missing' for 'config' lookup plugin.",
        help: ["give one of error, warn, skip"])
    }
    let showsOrigin = try options.flag("show_origin", default: false)
    var found: [JinjaValue] = []
    for term in arguments.positional {
      guard term.isString else {
        throw TemplateFault("Invalid setting identifier, \(try term.repr()) is not a string, its a \(term.typeName).")
      }
      let name = try term.text()
      if let setting = context.lookupEnvironment?.setting(name, pluginType: type, pluginName: plugin) {
        found.append(showsOrigin ? .list([setting.value, .string(setting.origin)]) : setting.value)
      } else if missing == "error" {
        throw TemplateFault("No config definition exists for '\(name)'.", kind: .notFound)
      } else if missing == "warn" {
        context.lookupEnvironment?.warn("Skipping \(name).")
      }
    }
    return .list(found)
  }
}
