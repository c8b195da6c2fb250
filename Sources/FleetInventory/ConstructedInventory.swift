import FleetCore
import FleetJinja
import FleetYAML

/// The plugin `constructed`: variables and groups made of what the sources before it said.
enum ConstructedInventory {
  static func read(
    _ root: YAMLNode, _ reader: SourceReader, folders: VariableFolders
  ) throws(DiagnosticError) -> InventoryGraph {
    var reader = reader
    let engine = reader.options.templates
    let constructor = try Constructor(root, engine)
    let usesFolders = root["use_vars_plugins"]?.scalar?.value.bool ?? false
    let usesExtraVars = root["use_extra_vars"]?.scalar?.value.bool ?? reader.options.usesExtraVars
    for host in reader.graph.hosts.indices {
      let scope = try Self.scope(of: host, reader.graph, engine, folders: usesFolders ? folders : nil)
      if usesExtraVars, let extra = reader.options.extraVars { scope.set(extra) }
      try constructor.compose(host, in: scope, &reader)
      scope.set(reader.graph.hosts[host].variables)
      try constructor.group(host, in: scope, &reader)
      try constructor.groupByKeys(host, in: scope, &reader)
    }
    return reader.graph
  }

  /// Group variables, weakest first, then the host's own, then what is magic.
  private static func scope(
    of host: Int, _ graph: InventoryGraph, _ engine: TemplateEngine, folders: VariableFolders?
  ) throws(DiagnosticError) -> HostScope {
    let scope = HostScope(engine)
    let groups = graph.sorted(graph.allGroups(of: host).union([InventoryGraph.all]))
    for group in groups { scope.set(graph.groups[group].variables) }
    if let folders {
      for group in groups {
        for table in try folders.tables(.group, graph.groups[group].name) { scope.set(table) }
      }
    }
    let entry = graph.hosts[host]
    scope.set(entry.variables)
    if let folders { for table in try folders.tables(.host, entry.name) { scope.set(table) } }
    scope.set("inventory_hostname", .data(.string(entry.name)))
    let isAddress = HostAddress.isIPv4(entry.name) || HostAddress.isIPv6(entry.name)
    let short = isAddress ? entry.name : String(entry.name.prefix { $0 != "." })
    scope.set("inventory_hostname_short", .data(.string(short)))
    let names = groups.filter { $0 != InventoryGraph.all }.map { Value.string(graph.groups[$0].name) }
    scope.set("group_names", .data(.list(names.sorted { ($0.string ?? "") < ($1.string ?? "") })))
    return scope
  }
}
