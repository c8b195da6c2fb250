import FleetSystem

/// A kind of archive: what is in it, whether that is unpacked already, how to unpack it.
protocol ArchiveHandler {
  /// As Ansible's results name it.
  var name: String { get }
  var supportsCheck: Bool { get }
  /// The members that are to be unpacked.
  var names: [String] { get }
  func compare() throws -> ArchiveState
  func extract() throws -> (command: [String], output: CommandOutput)
}

/// How an archive's members compare with the files that are there.
struct ArchiveState {
  var isUnpacked: Bool
  var diff = ""
}
