import FleetCore
import FleetModuleKit
import FleetSystem

/// A personal package archive of Launchpad: `ppa:owner/name`.
struct LaunchpadArchive {
  let line: String
  let fileName: String
  private let owner: String
  private let archive: String

  init(_ text: String, codename: String?, _ machine: Machine) throws {
    let parts = text.dropFirst("ppa:".count).split(separator: "/").map(String.init)
    owner = parts.first ?? ""
    archive = parts.count > 1 ? parts[1] : "ppa"
    let fields = DistributionFacts.fields(of: (try? machine.files.readText("/etc/os-release")) ?? "")
    guard let release = codename ?? fields["UBUNTU_CODENAME"] ?? fields["VERSION_CODENAME"] else {
      throw ModuleFailure("the release for the archive `\(text)` is not known: set `codename`", parameter: "codename")
    }
    line = "deb https://ppa.launchpadcontent.net/\(owner)/\(archive)/ubuntu \(release) main"
    fileName = "ppa_" + AptSourceList.suggestedName("deb \(owner)/\(archive)_\(release) x")
  }

  /// Puts the archive's signing key where apt trusts it.
  func trustKey(_ machine: Machine, isVerified: Bool) throws {
    var request = WebRequest(url: "https://api.launchpad.net/1.0/~\(owner)/+archive/\(archive)")
    request.headers = [("Accept", "application/json")]
    request.isVerified = isVerified
    let answer = try WebTool(machine).send(request)
    let fingerprint = (try? JSONReader.read(answer.body))?["signing_key_fingerprint"]?.string
    guard answer.status == 200, let fingerprint else {
      throw ModuleFailure(
        "failed to fetch PPA information, error was: \(answer.failure ?? "HTTP status \(answer.status)")")
    }
    var ring = try AptKeyring(path: nil, machine)
    let wanted = String(fingerprint.suffix(16)).uppercased()
    if ring.identifiers.contains(wanted) { return }
    let key = try KeyServer("keyserver.ubuntu.com", isVerified: isVerified, machine).key(fingerprint)
    try ring.add(key, identifier: wanted)
  }
}
