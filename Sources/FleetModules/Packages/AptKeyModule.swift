import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Manages the keys that apt trusts for all sources.
struct AptKeyModule: Module {
  static let name = "apt_key"
  static let summary = "Add and remove the keys that apt trusts."

  enum State: String, ParameterChoice { case absent, present }

  private let identifier: String?
  private let url: String?
  private let data: String?
  private let file: PathArgument?
  private let keyring: PathArgument?
  private let isVerified: Bool
  private let keyserver: String?
  private let state: State

  init(_ parameters: inout Parameters) {
    identifier = parameters.optional("id", "The key's number: 8, 16 or more hexadecimal digits.")
    url = parameters.optional("url", "Where to fetch the key.")
    data = parameters.optional("data", "The key itself.")
    file = parameters.optional("file", "A file on the machine with the key.")
    keyring = parameters.optional("keyring", "The file that keeps it; one in /etc/apt/trusted.gpg.d if not given.")
    isVerified = parameters.optional("validate_certs", default: true, "Check the server's certificate.")
    keyserver = parameters.optional("keyserver", "The key server that has it.")
    state = parameters.optional("state", default: .present, "Whether the key is trusted.")
    parameters.mutuallyExclusive("data", "file", "keyserver", "url")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    if identifier == nil, keyserver != nil {
      throw ModuleFailure("Missing key_id, required with keyserver.", parameter: "id")
    }
    var material: [UInt8]?
    if identifier == nil { material = try read(machine) }
    var result = ModuleResult()
    let found = identifier ?? material.flatMap(firstIdentifier)
    result.values["id"] = Value(text: found)
    guard let number = found.flatMap(AptKeyModule.digits) else {
      throw ModuleFailure("Invalid key_id", result.values, parameter: identifier == nil ? nil : "id")
    }
    let fingerprint = String(number.suffix(16))
    let short = String(number.suffix(8))
    result.values["short_id"] = .string(short)
    result.values["fp"] = .string(fingerprint)
    result.values["key_id"] = .string(number)
    var ring = try AptKeyring(path: keyring?.text, machine)
    let isShort = number.count == 8
    func listed(_ ring: AptKeyring) -> [String] { ring.identifiers.map { isShort ? String($0.suffix(8)) : $0 } }
    let before = listed(ring)
    result.values["before"] = .strings(before)
    guard before.contains(isShort ? short : fingerprint) != (state == .present) else { return result }
    result.changed = true
    if machine.context.isCheck { return result }
    if state == .present {
      let key = try material ?? read(machine)
      try ring.add(key, identifier: fingerprint)
      guard listed(ring).contains(isShort ? short : fingerprint) else {
        throw ModuleFailure(
          "failed to add the key: what was fetched has another number than \(number) (check that the id is correct "
            + "and *not* a subkey)", result.values, parameter: "id")
      }
    } else {
      for whole in ring.identifiers where whole.hasSuffix(isShort ? short : fingerprint) { try ring.remove(whole) }
    }
    result.values["after"] = .strings(listed(ring))
    return result
  }

  private func read(_ machine: Machine) throws -> [UInt8] {
    if let data { return Array(data.utf8) }
    if let file { return try machine.files.read(file.text) }
    if let keyserver { return try KeyServer(keyserver, isVerified: isVerified, machine).key(identifier ?? "") }
    guard let url else {
      throw ModuleFailure("one of `data`, `file`, `url` and `keyserver` is needed to add a key", parameter: "url")
    }
    var request = WebRequest(url: url)
    request.isVerified = isVerified
    let answer = try WebTool(machine).send(request)
    guard answer.failure == nil, answer.status == 200 || !url.hasPrefix("http") else {
      throw ModuleFailure(
        "Failed to download key at \(WebTool.masked(url)): "
          + (answer.failure ?? "HTTP Error \(answer.status): \(answer.reason)"), parameter: "url")
    }
    return answer.body
  }

  private func firstIdentifier(_ data: [UInt8]) -> String? {
    OpenPGP.binary(data).flatMap(OpenPGP.keys)?.first?.identifiers.first
  }

  /// Upper-case digits; nil for what is no key's number.
  private static func digits(_ text: String) -> String? {
    var number = text.filter { $0 != " " }.uppercased()
    if number.hasPrefix("0X") { number.removeFirst(2) }
    guard number.allSatisfy(\.isHexDigit), number.count == 8 || number.count >= 16 else { return nil }
    return number
  }
}
