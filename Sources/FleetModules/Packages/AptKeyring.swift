import FleetModuleKit
import FleetSystem

/// The keys that apt trusts, or those of one file: read and written without `apt-key` and GnuPG, which Debian is
/// giving up and minimal machines lack.
struct AptKeyring {
  private static let mainFile = "/etc/apt/trusted.gpg"
  private static let folder = "/etc/apt/trusted.gpg.d"

  private let machine: Machine
  /// The one file that a task names.
  private let path: String?
  private var files: [(path: String, keys: [OpenPGP.Key], isArmoured: Bool)] = []

  init(path: String?, _ machine: Machine) throws {
    self.machine = machine
    self.path = path
    var paths = [path ?? AptKeyring.mainFile]
    if path == nil, machine.files.isDirectory(AptKeyring.folder) {
      let names = try machine.files.list(AptKeyring.folder).filter { $0.hasSuffix(".gpg") || $0.hasSuffix(".asc") }
      paths += names.map { FilePath.join(AptKeyring.folder, $0) }
    }
    for path in paths where machine.files.isRegular(path) {
      let data = try machine.files.read(path)
      guard let bytes = OpenPGP.binary(data), let keys = OpenPGP.keys(in: bytes) else {
        if self.path != nil {
          throw ModuleFailure("the keyring \(path) is not in OpenPGP's plain format", parameter: "keyring")
        }
        continue
      }
      files.append((path, keys, bytes != data))
    }
  }

  /// Of all keys and subkeys: sixteen digits each.
  var identifiers: [String] { files.flatMap { file in file.keys.flatMap(\.identifiers) } }

  mutating func add(_ data: [UInt8], identifier: String) throws {
    guard let bytes = OpenPGP.binary(data), let keys = OpenPGP.keys(in: bytes), !keys.isEmpty else {
      throw ModuleFailure("Unable to add a key from binary data: it is no OpenPGP public key")
    }
    let target = path ?? FilePath.join(AptKeyring.folder, "fleet-\(identifier.lowercased()).gpg")
    if let place = files.firstIndex(where: { $0.path == target }) {
      files[place].keys += keys
    } else {
      files.append((target, keys, target.hasSuffix(".asc")))
    }
    try write(target)
  }

  mutating func remove(_ identifier: String) throws {
    for place in files.indices where files[place].keys.contains(where: { $0.identifiers.contains(identifier) }) {
      files[place].keys.removeAll { $0.identifiers.contains(identifier) }
      try write(files[place].path)
    }
  }

  private func write(_ path: String) throws {
    guard let file = files.first(where: { $0.path == path }) else { return }
    if file.keys.isEmpty {
      try machine.files.remove(path)
      return
    }
    let bytes = file.keys.flatMap(\.bytes)
    let data = file.isArmoured ? Array(OpenPGP.armoured(bytes).utf8) : bytes
    let isNew = !machine.files.exists(path)
    if isNew { try machine.files.makeDirectories(FilePath.folder(of: path)) }
    try machine.files.replace(path, with: data, mode: isNew ? 0o644 : nil)
  }
}
