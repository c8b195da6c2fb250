package import FleetCore

/// Python's `bytes`, as `'text'.encode()` gives it.
package final class BytesObject: JinjaObject {
  package let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package var typeName: String { "bytes" }
  package var isTruthy: Bool { !bytes.isEmpty }
  package func length() throws -> Int? { bytes.count }
  package func elements() throws -> [JinjaValue]? { bytes.map { .int(Int($0)) } }

  package func text() throws -> String {
    let quote: UInt8 = bytes.contains(39) && !bytes.contains(34) ? 34 : 39
    var text = "b" + String(Unicode.Scalar(quote))
    for byte in bytes {
      switch byte {
      case 10: text += "\\n"
      case 13: text += "\\r"
      case 9: text += "\\t"
      case 92: text += "\\\\"
      case quote: text += "\\" + String(Unicode.Scalar(quote))
      case 32..<127: text.unicodeScalars.append(Unicode.Scalar(byte))
      default: text += "\\x" + PythonText.hex(UInt32(byte), 2)
      }
    }
    return text + String(Unicode.Scalar(quote))
  }

  package func equals(_ other: JinjaValue) throws -> Bool? {
    guard case .object(let object) = other, let bytes = object as? BytesObject else { return false }
    return bytes.bytes == self.bytes
  }

  package func attribute(_ name: String) throws -> JinjaValue? {
    let bytes = self.bytes
    switch name {
    case "decode": return .object(BoundMethod(name) { _ in .string(String(decoding: bytes, as: UTF8.self)) })
    case "hex":
      return .object(BoundMethod(name) { _ in .string(bytes.map { PythonText.hex(UInt32($0), 2) }.joined()) })
    default: return nil
    }
  }

  package func data() throws -> Value? { .string(String(decoding: bytes, as: UTF8.self)) }
}
