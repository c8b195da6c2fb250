import FleetCore
import FleetSystem
import FleetYAML
import Synchronization

/// The groups of modules that `module_defaults` may name (`group/NAME`): those of ansible-core, and those that the
/// `meta/runtime.yml` of collections on disk declares (Ansible's `Base._resolve_group`).
final class ActionGroups: Sendable {
  private typealias Listing = (actions: [String], extends: [String])

  private let settings: LoaderSettings
  private let reader: DocumentReader
  private let known = Mutex<[String: Set<String>?]>([:])

  init(settings: LoaderSettings, reader: DocumentReader) {
    self.settings = settings
    self.reader = reader
  }

  /// The modules of a group under the catalog's names; nil when there is no such group.
  func actions(of name: String, beside directory: String) -> Set<String>? {
    let key = "\(name)|\(directory)"
    if let answer = known.withLock({ $0[key] }) { return answer }
    var seen: Set<String> = []
    let answer = gather(name, directory, &seen)
    known.withLock { $0[key] = .some(answer) }
    return answer
  }

  /// Whether the collection of a group is there to be asked.
  func hasCollection(of name: String, beside directory: String) -> Bool {
    let (collection, _) = Self.parts(name)
    return collection == Self.core || runtime(collection, directory) != nil
  }

  private static let core = "ansible.builtin"

  /// A name without a collection is one of ansible-core's.
  private static func parts(_ name: String) -> (collection: String, group: String) {
    let words = name.split(separator: ".", maxSplits: 2).map(String.init)
    return words.count == 3 ? ("\(words[0]).\(words[1])", words[2]) : (core, name)
  }

  private func gather(_ name: String, _ directory: String, _ seen: inout Set<String>) -> Set<String>? {
    let (collection, group) = Self.parts(name)
    // Groups may name each other.
    guard seen.insert("\(collection).\(group)").inserted else { return [] }
    let declared = collection == Self.core ? Self.builtin[group] : listing(group, of: collection, directory)
    guard let declared else { return nil }
    func whole(_ name: String) -> String {
      name.split(separator: ".").count >= 3 ? name : "\(collection).\(name)"
    }
    var actions = Set(declared.actions.map { settings.canonicalName(whole($0)) })
    for other in declared.extends { actions.formUnion(gather(whole(other), directory, &seen) ?? []) }
    return actions
  }

  private func runtime(_ collection: String, _ directory: String) -> YAMLNode? {
    let path = collection.split(separator: ".").joined(separator: "/")
    for folder in RoleFinder.collectionFolders(settings, directory) {
      let file = "\(folder)/ansible_collections/\(path)/meta/runtime.yml"
      if FileSystem.isRegular(file), let document = try? reader.document(file) { return document }
    }
    return nil
  }

  private func listing(_ group: String, of collection: String, _ directory: String) -> Listing? {
    let groups = runtime(collection, directory)?["action_groups"]
    guard let items = (groups?["\(collection).\(group)"] ?? groups?[group])?.sequence else { return nil }
    var listing: Listing = ([], [])
    for item in items {
      if let name = item.scalar?.text { listing.actions.append(name) }
      guard let extended = item["metadata"]?["extend_group"] else { continue }
      listing.extends += (extended.sequence ?? [extended]).compactMap { $0.scalar?.text }
    }
    return listing
  }

  /// ansible-core's own (`ansible_builtin_runtime.yml`).
  private static let builtin: [String: Listing] = [
    "testgroup": (
      ["ping", "legacy_ping", "formerly_core_ping"], ["testns.testcoll.testgroup", "testns.testcoll.anothergroup"]
    ),
    "testlegacy": (["ansible.legacy.legacy_ping"], []),
    "aws": ([], ["amazon.aws.aws", "community.aws.aws"]),
    "acme": ([], ["community.crypto.acme"]),
    "azure": ([], ["azure.azcollection.azure"]),
    "cpm": ([], ["wti.remote.cpm"]),
    "docker": ([], ["community.general.docker", "community.docker.docker"]),
    "gcp": ([], ["google.cloud.gcp"]),
    "k8s": (
      [],
      [
        "community.kubernetes.k8s", "community.general.k8s", "community.kubevirt.k8s", "community.okd.k8s",
        "kubernetes.core.k8s",
      ]
    ),
    "os": ([], ["openstack.cloud.os"]),
    "ovirt": ([], ["ovirt.ovirt.ovirt", "community.general.ovirt"]),
    "vmware": ([], ["community.vmware.vmware"]),
  ]
}
