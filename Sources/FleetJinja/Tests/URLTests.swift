import FleetCore
import FleetSystem
import FleetVault

/// Tests of URLs and of vaulted files.
enum URLTests {
  static let table: [String: FunctionRegistry.Test] = [
    "uri": { value, arguments, _ in try url(value, arguments.bound(to: ["schemes"], of: "uri")) != nil },
    "url": { value, arguments, _ in
      guard let url = try url(value, arguments.bound(to: ["schemes"], of: "url")) else { return false }
      return !url.netloc.isEmpty || url.scheme == "file"
    },
    "urn": { value, _, _ in
      guard let url = try? URLText(try value.string()) else { return false }
      return url.scheme == "urn"
    },
    "vault_encrypted": { value, _, _ in
      value.isString ? VaultEnvelope.isEncrypted(try value.text()) : false
    },
    "vaulted_file": { value, _, _ in
      let path = try PathFilters.path(value)
      guard let bytes = try? FileSystem.read(path) else {
        throw TemplateFault("Cannot test if the file '\(path)' is a vault.")
      }
      return VaultEnvelope.isEncrypted(bytes)
    },
  ]

  private static func url(_ value: JinjaValue, _ given: BoundArguments) throws -> URLText? {
    guard value.isString, let url = try? URLText(try value.text()) else { return nil }
    guard let schemes = given.value("schemes"), try schemes.isTruthy else { return url }
    return try schemes.contains(.string(url.scheme)) ? url : nil
  }
}
