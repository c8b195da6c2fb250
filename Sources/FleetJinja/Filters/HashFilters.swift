import CCrypto
import FleetCore

/// Digests, encodings and password hashes.
enum HashFilters {
  static let table: [String: FunctionRegistry.Filter] = [
    "b64decode": { value, arguments, _ in
      let given = try arguments.bound(to: ["encoding", "urlsafe"], of: "b64decode")
      let text = try value.text()
      let bytes = try Base64.decode(text, urlSafe: try given.flag("urlsafe", default: false))
      return .string(try TextEncoding.decode(bytes, try given.text("encoding") ?? "utf-8"))
    },
    "b64encode": { value, arguments, _ in
      let given = try arguments.bound(to: ["encoding", "urlsafe"], of: "b64encode")
      let bytes: [UInt8]
      if case .object(let object) = value, let raw = object as? BytesObject {
        bytes = raw.bytes
      } else {
        bytes = try TextEncoding.encode(try value.text(), try given.text("encoding") ?? "utf-8")
      }
      return .string(Base64.encode(bytes, urlSafe: try given.flag("urlsafe", default: false)))
    },
    "checksum": { value, _, _ in .string(try Digest.hex(try value.text(), "sha1")) },
    "hash": { value, arguments, _ in
      let type = try arguments.bound(to: ["hashtype"], of: "hash")["hashtype"]?.string(named: "hashtype") ?? "sha1"
      return .string(try Digest.hex(try value.text(), type))
    },
    "md5": { value, _, _ in .string(try Digest.hex(try value.text(), "md5")) },
    "password_hash": { value, arguments, _ in
      let given = try arguments.bound(
        to: ["hashtype", "salt", "salt_size", "rounds", "ident"], of: "password_hash")
      guard value.isString else {
        throw TemplateFault("secret must be unicode or bytes, not \(value.typeName)", kind: .type)
      }
      return .string(
        try PasswordHash(
          type: try given.text("hashtype") ?? "sha512", salt: try given.text("salt"),
          saltSize: try given.int("salt_size"), rounds: try given.int("rounds"), ident: try given.text("ident")
        ).hash(try value.text()))
    },
    "sha1": { value, _, _ in .string(try Digest.hex(try value.text(), "sha1")) },
    "to_uuid": { value, arguments, _ in
      let given = try arguments.bound(to: ["namespace"], of: "to_uuid")
      let namespace = try given["namespace"]?.string(named: "namespace") ?? "361E6D51-FAEC-444A-9079-341386DA8E2E"
      return .string(try NamedUUID.version5(try value.text(), namespace: namespace))
    },
  ]
}
