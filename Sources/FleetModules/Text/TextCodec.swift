import FleetModuleKit

/// The encodings that the text modules read and write; inside, text is UTF-8.
enum TextCodec {
  case utf8, ascii, latin1

  init(named name: String) throws(ModuleFailure) {
    switch name.lowercased().filter({ $0 != "-" && $0 != "_" }) {
    case "utf8", "u8", "utf": self = .utf8
    case "ascii", "usascii", "646": self = .ascii
    case "latin1", "iso88591", "l1", "88591", "cp819": self = .latin1
    default:
      throw ModuleFailure(
        "unknown encoding: \(name); fleet reads utf-8, ascii and latin-1", parameter: "encoding")
    }
  }

  func decode(_ bytes: [UInt8], path: String) throws(ModuleFailure) -> [UInt8] {
    switch self {
    case .utf8:
      guard String(validating: bytes, as: UTF8.self) != nil else { throw fault("utf-8", path) }
      return bytes
    case .ascii:
      guard bytes.allSatisfy({ $0 < 128 }) else { throw fault("ascii", path) }
      return bytes
    case .latin1:
      var text: [UInt8] = []
      for byte in bytes { text += Array(String(Unicode.Scalar(byte)).utf8) }
      return text
    }
  }

  func encode(_ text: [UInt8]) throws(ModuleFailure) -> [UInt8] {
    switch self {
    case .utf8: return text
    case .ascii, .latin1:
      let limit: UInt32 = self == .ascii ? 128 : 256
      var bytes: [UInt8] = []
      for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
        guard scalar.value < limit else {
          throw ModuleFailure("the new text holds `\(scalar)`, which the file's encoding cannot write")
        }
        bytes.append(UInt8(scalar.value))
      }
      return bytes
    }
  }

  private func fault(_ name: String, _ path: String) -> ModuleFailure {
    ModuleFailure("Unable to read the contents of '\(path)': it is not \(name)", parameter: "encoding")
  }
}
