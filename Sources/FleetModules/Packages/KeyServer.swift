import FleetCore
import FleetModuleKit
import FleetSystem

/// A server of OpenPGP keys, asked over HTTP.
struct KeyServer {
  private let address: String
  private let isVerified: Bool
  private let machine: Machine

  /// `keyserver.ubuntu.com`, `hkp://host:80`, `hkps://host`, `https://host`.
  init(_ text: String, isVerified: Bool, _ machine: Machine) {
    var address = text
    if let rest = text.firstSubstring("://")?.upperBound {
      let host = String(text[rest...])
      switch text[..<rest] {
      case "hkp://": address = "http://" + (host.contains(":") ? host : host + ":11371")
      case "hkps://": address = "https://" + host
      default: break
      }
    } else {
      address = "https://" + text
    }
    while address.hasSuffix("/") { address.removeLast() }
    self.address = address
    self.isVerified = isVerified
    self.machine = machine
  }

  func key(_ identifier: String) throws -> [UInt8] {
    var request = WebRequest(url: "\(address)/pks/lookup?op=get&options=mr&search=0x\(identifier)")
    request.isVerified = isVerified
    let answer = try WebTool(machine).send(request)
    guard answer.status == 200 else {
      throw ModuleFailure(
        answer.status == 404
          ? "Key \(identifier) not found on keyserver \(address)"
          : "Error fetching key \(identifier) from keyserver: \(address): "
            + (answer.failure ?? "HTTP status \(answer.status)"), parameter: "keyserver")
    }
    return answer.body
  }
}
