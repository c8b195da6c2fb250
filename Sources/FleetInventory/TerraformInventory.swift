import FleetCore
import FleetJinja
import FleetSystem
import FleetYAML

/// The plugin `cloud.terraform.terraform_state` over a local state file: its machines become hosts, their attributes
/// variables. Reads `terraform.tfstate` (version 4) and the output of `terraform show -json`.
struct TerraformInventory {
  /// A machine of the state.
  private struct Machine {
    let type: String
    let name: String
    let key: String?
    let isInModule: Bool
    let provider: String
    let attributes: ValueMap
  }

  /// Resource types that are machines. The first ones are the plugin's own; the others are the same for other clouds.
  private static let machineTypes: Set<String> = [
    "aws_instance", "azurerm_virtual_machine", "azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine",
    "google_compute_instance", "hcloud_server", "digitalocean_droplet", "openstack_compute_instance_v2",
    "scaleway_instance_server", "vsphere_virtual_machine", "linode_instance", "vultr_instance", "libvirt_domain",
    "proxmox_vm_qemu",
  ]

  private let root: YAMLNode
  private let folder: String

  static func read(_ root: YAMLNode, _ reader: SourceReader) throws(DiagnosticError) -> InventoryGraph {
    let plugin = TerraformInventory(root: root, folder: FilePath.folder(of: reader.source))
    var reader = reader
    let constructor = try Constructor(root, reader.options.templates)
    let machines = try plugin.machines()
    for machine in machines {
      guard let name = try plugin.hostName(of: machine) else { continue }
      let isNew = reader.graph.hostIndex[name] == nil
      let host = reader.graph.addHost(name, source: reader.source)
      if !isNew, reader.graph.hosts[host].source == reader.source {
        reader.warn(
          Diagnostic(
            .inventoryPlugin, "two machines of the Terraform state have the host name `\(name)`",
            at: root["hostnames"]?.span ?? root.span, severity: .warning,
            help: ["choose an attribute that differs, such as `hostnames: [name]`"]))
      }
      let scope = HostScope(reader.options.templates)
      for (key, value) in machine.attributes {
        let entry = VariableTable.Entry(value: .data(value), span: nil)
        reader.graph.set(JSONWriter.keyText(key), entry, host: host)
        scope.set(JSONWriter.keyText(key), .data(value))
      }
      try constructor.compose(host, in: scope, &reader)
      scope.set(reader.graph.hosts[host].variables)
      scope.set("inventory_hostname", .data(.string(name)))
      try constructor.groupByKeys(host, in: scope, &reader)
      try constructor.group(host, in: scope, &reader)
    }
    return reader.graph
  }

  private func fault(_ message: String, at node: YAMLNode?, help: [String] = []) -> DiagnosticError {
    DiagnosticError(.inventoryPlugin, message, at: node?.span ?? root.span, help: help)
  }

  private func statePath() throws(DiagnosticError) -> String {
    guard let backend = root["backend_type"]?.scalar?.text else {
      throw fault("`backend_type` is required", at: nil, help: ["write `backend_type: local`"])
    }
    guard backend == "local" else {
      throw fault(
        "the backend `\(backend)` cannot be read directly", at: root["backend_type"],
        help: [
          "write the state to a file with `terraform show -json > state.json` and use `backend_type: local` with "
            + "`backend_config: {path: state.json}`"
        ])
    }
    guard let path = root["backend_config"]?["path"]?.scalar?.text else {
      throw fault(
        "`backend_config` needs the `path` of the state file", at: root["backend_config"],
        help: ["write `backend_config: {path: terraform.tfstate}`"])
    }
    let expanded = FilePath.expandingHome(FilePath.expandingVariables(path))
    if FilePath.isAbsolute(expanded) { return expanded }
    let beside = FilePath.join(folder, expanded)
    return FileSystem.exists(beside) ? beside : FilePath.absolute(expanded)
  }

  private func machines() throws(DiagnosticError) -> [Machine] {
    let path = try statePath()
    guard FileSystem.exists(path) else {
      throw fault(
        "the Terraform state `\(path)` was not found", at: root["backend_config"]?["path"],
        help: ["run `terraform apply` first, or correct the path; it is looked up beside this file"])
    }
    let state = try JSONReader.read(try SourceFile.readBytes(path, name: path), path: path)
    let searchesModules = root["search_child_modules"]?.scalar?.value.bool ?? false
    let all: [Machine]
    if let values = state["values"] {
      all = Self.shown(values["root_module"] ?? .null, isInModule: false)
    } else if let resources = state["resources"]?.list {
      all = resources.flatMap(Self.stored)
    } else {
      throw fault(
        "`\(path)` is no Terraform state of version 4", at: root["backend_config"]?["path"],
        help: ["give a `terraform.tfstate` or the output of `terraform show -json`"])
    }
    let mapping = try providerMapping()
    return all.filter { machine in
      guard searchesModules || !machine.isInModule else { return false }
      if Self.machineTypes.contains(machine.type) { return true }
      return mapping.contains { $0.provider == machine.provider && $0.types.contains(machine.type) }
    }
  }

  /// `provider_mapping`: more resource types that are machines.
  private func providerMapping() throws(DiagnosticError) -> [(provider: String, types: Set<String>)] {
    guard let node = root["provider_mapping"], node.scalar?.value != .null else { return [] }
    guard let items = node.sequence else { throw fault("`provider_mapping` must be a list", at: node) }
    return items.map { item in
      (
        item["provider_name"]?.scalar?.text ?? "",
        Set((item["types"]?.sequence ?? []).compactMap { $0.scalar?.text })
      )
    }
  }

  private static func key(_ index: Value?) -> String? {
    switch index {
    case .int(let number)?: String(number)
    case .string(let text)?: text
    default: nil
    }
  }

  /// A resource of a state file.
  private static func stored(_ resource: Value) -> [Machine] {
    guard resource["mode"]?.string == "managed", let type = resource["type"]?.string,
      let name = resource["name"]?.string
    else { return [] }
    // `provider["registry.terraform.io/hetznercloud/hcloud"]`
    let provider = resource["provider"]?.string ?? ""
    let bare = provider.split(separator: "\"").dropFirst().first.map(String.init) ?? provider
    return (resource["instances"]?.list ?? []).compactMap { instance in
      instance["attributes"]?.map.map {
        Machine(
          type: type, name: name, key: key(instance["index_key"]), isInModule: resource["module"] != nil,
          provider: bare, attributes: $0)
      }
    }
  }

  /// The resources of `terraform show -json`.
  private static func shown(_ module: Value, isInModule: Bool) -> [Machine] {
    let own = (module["resources"]?.list ?? []).compactMap { resource -> Machine? in
      guard resource["mode"]?.string == "managed", let type = resource["type"]?.string,
        let name = resource["name"]?.string, let values = resource["values"]?.map
      else { return nil }
      return Machine(
        type: type, name: name, key: key(resource["index"]), isInModule: isInModule,
        provider: resource["provider_name"]?.string ?? "", attributes: values)
    }
    return own + (module["child_modules"]?.list ?? []).flatMap { shown($0, isInModule: true) }
  }

  /// `hostnames` in order of preference; without it `type_name`, with the key of `count` and `for_each` behind it.
  private func hostName(of machine: Machine) throws(DiagnosticError) -> String? {
    let wanted = root["hostnames"]?.sequence ?? []
    guard !wanted.isEmpty else {
      return clean(machine.type + "_" + machine.name + (machine.key.map { "_" + $0 } ?? ""))
    }
    for preference in wanted {
      if let name = try preferred(preference, machine), !name.isEmpty { return clean(name) }
    }
    return nil
  }

  private func preferred(_ node: YAMLNode, _ machine: Machine) throws(DiagnosticError) -> String? {
    if let text = node.scalar?.text { return named(text, machine) }
    guard let name = node["name"]?.scalar?.text else {
      throw fault("an entry of `hostnames` must be text or a mapping with `name`", at: node)
    }
    guard let host = named(name, machine) else { return nil }
    guard let prefix = node["prefix"]?.scalar?.text, let front = named(prefix, machine), !front.isEmpty else {
      return host
    }
    return front + (node["separator"]?.scalar?.text ?? "_") + host
  }

  /// An attribute's value, `tag:Name`, `tag:Name=Value`, or the text itself.
  private func named(_ preference: String, _ machine: Machine) -> String? {
    for prefix in ["tag:", "label:"] where preference.hasPrefix(prefix) {
      let tags = machine.attributes["tags"]?.map ?? machine.attributes["labels"]?.map ?? [:]
      var found: String?
      for part in preference.dropFirst(prefix.count).split(separator: ",") {
        let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
        if pair.count == 2, tags[pair[0]]?.string == pair[1] { found = pair[0] + "_" + pair[1] }
        if pair.count == 1, let value = tags[pair[0]]?.string, !value.isEmpty { found = value }
      }
      return found
    }
    guard let value = machine.attributes[preference] else { return preference }
    switch value {
    case .string(let text): return text
    case .int(let number): return String(number)
    case .null: return nil
    default: return JSONWriter().write(value)
    }
  }

  private func clean(_ name: String) -> String { name.contains(":") ? GroupName.safe(name) : name }
}
