import FleetCore
import FleetSystem

/// Finds the folder of a role by name, as Ansible's `RoleDefinition._load_role_path`.
struct RoleFinder {
  struct Found {
    let name: String
    let collection: String?
    let path: String
  }

  let settings: LoaderSettings
  let playbookDirectory: String
  /// The folder that holds the role that asks, for its dependencies.
  let besideRole: String?
  let collections: [String]

  /// Folders that hold roles, in the order they are tried.
  var folders: [String] {
    [FilePath.normalized(FilePath.join(playbookDirectory, "roles"))] + settings.rolesPath.map(FilePath.expandingHome)
      + (besideRole.map { [$0] } ?? []) + [playbookDirectory]
  }

  func find(_ name: String) -> Found? {
    if let found = inCollections(name) { return found }
    for folder in folders {
      let path = FilePath.normalized(FilePath.join(folder, name))
      if FileSystem.isDirectory(path) {
        return Found(name: name, collection: nil, path: path)
      }
    }
    let path = FilePath.normalized(FilePath.expandingHome(name))
    guard FileSystem.isDirectory(path) else { return nil }
    return Found(name: FilePath.name(of: path), collection: nil, path: path)
  }

  private func inCollections(_ name: String) -> Found? {
    let parts = name.split(separator: ".").map(String.init)
    var candidates: [(collection: String, role: String)] = []
    if parts.count >= 3, !name.contains("/") {
      candidates.append(("\(parts[0]).\(parts[1])", parts[2...].joined(separator: "/")))
    } else {
      candidates += collections.map { ($0, name) }
    }
    for (collection, role) in candidates {
      let names = collection.split(separator: ".")
      guard names.count == 2 else { continue }
      for folder in Self.collectionFolders(settings, playbookDirectory) {
        let path = "\(folder)/ansible_collections/\(names[0])/\(names[1])/roles/\(role)"
        if FileSystem.isDirectory(path) {
          return Found(
            name: parts.count >= 3 ? parts[2...].joined(separator: ".") : role, collection: collection, path: path)
        }
      }
    }
    return nil
  }

  /// Folders that hold `ansible_collections`: beside the playbook, then `collections_path`.
  static func collectionFolders(_ settings: LoaderSettings, _ playbookDirectory: String) -> [String] {
    [FilePath.join(playbookDirectory, "collections")] + settings.collectionsPath.map(FilePath.expandingHome)
  }

  /// The names of all roles in the folders, for suggestions.
  var knownNames: [String] {
    folders.dropLast().flatMap { folder in
      FolderListing.names(in: folder).filter { FileSystem.isDirectory(FilePath.join(folder, $0)) }
    }
  }
}

extension LoadSession {
  var collectionFolders: [String] { RoleFinder.collectionFolders(settings, directory) }
}
