import FleetCore
import FleetModuleKit
import FleetSystem

/// Bodies of forms.
enum FormBody {
  /// `a=1&b=2`; a list gives a name several times.
  static func urlEncoded(_ body: Value) throws -> String {
    if case .string(let text) = body { return text }
    var pairs: [(Value, Value)] = []
    switch body {
    case .map(let map): pairs = map.map { ($0.key, $0.value) }
    case .list(let items):
      for item in items {
        guard let pair = item.list, pair.count == 2 else {
          throw ModuleFailure(
            "failed to parse body as form_urlencoded: each entry must be a name and a value", ["elapsed": 0],
            parameter: "body")
        }
        pairs.append((pair[0], pair[1]))
      }
    default: return PythonText.str(body)
    }
    var parts: [String] = []
    for (key, value) in pairs {
      for item in value.list ?? [value] where !item.isNull {
        parts.append("\(escaped(PythonText.str(key)))=\(escaped(PythonText.str(item)))")
      }
    }
    return parts.joined(separator: "&")
  }

  /// Python's `quote_plus`.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "~"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: " "): result += "+"
      default: result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return result
  }

  /// `multipart/form-data`: a text, or a map with `content` or `filename`, and `mime_type`.
  static func multipart(_ fields: ValueMap, _ machine: Machine) throws -> (type: String, bytes: [UInt8]) {
    let boundary = "==fleet" + String(UInt64.random(in: .min ... .max), radix: 36) + "=="
    var bytes: [UInt8] = []
    func add(_ text: String) { bytes += Array(text.utf8) }
    for (key, value) in fields {
      let name = PythonText.str(key)
      add("--\(boundary)\r\n")
      if let part = value.map {
        let fileName = part["filename"]?.string
        var disposition = "form-data; name=\"\(name)\""
        if let fileName { disposition += "; filename=\"\(FilePath.name(of: fileName))\"" }
        let fallback = fileName == nil ? "text/plain" : "application/octet-stream"
        add("Content-Type: \(part["mime_type"]?.string ?? fallback)\r\nContent-Disposition: \(disposition)\r\n\r\n")
        if let content = part["content"] {
          add(PythonText.str(content))
        } else if let fileName {
          bytes += try machine.files.read(part["_content_digest"]?.string.map(machine.context.blobPath) ?? fileName)
        } else {
          throw ModuleFailure(
            "failed to parse body as form-multipart: at least one of filename or content must be provided",
            parameter: "body")
        }
      } else {
        add("Content-Type: text/plain\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n")
        add(PythonText.str(value))
      }
      add("\r\n")
    }
    add("--\(boundary)--\r\n")
    return ("multipart/form-data; boundary=\"\(boundary)\"", bytes)
  }
}
