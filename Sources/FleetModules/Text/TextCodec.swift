import FleetCore
import FleetModuleKit
import FleetSystem

/// The encodings that the text modules read and write; inside, text is UTF-8. Those beyond the common ones are
/// converted by the machine's `iconv`, since a static program cannot load glibc's converters.
struct TextCodec {
  private enum Kind {
    case utf8, ascii, latin1
    case program(String)
  }

  private let kind: Kind
  private let machine: Machine

  init(named name: String, on machine: Machine) throws {
    self.machine = machine
    switch name.lowercased().filter({ $0 != "-" && $0 != "_" }) {
    case "utf8", "u8", "utf": kind = .utf8
    case "ascii", "usascii", "646": kind = .ascii
    case "latin1", "iso88591", "l1", "88591", "cp819": kind = .latin1
    default:
      kind = .program(name)
      guard try convert([], from: name, to: "UTF-8") != nil else {
        throw ModuleFailure("unknown encoding: \(name)", parameter: "encoding")
      }
    }
  }

  /// The file's text; nil when it is not in this encoding.
  func decoded(_ bytes: [UInt8]) throws -> [UInt8]? {
    switch kind {
    case .utf8: return String(validating: bytes, as: UTF8.self) == nil ? nil : bytes
    case .ascii: return bytes.allSatisfy { $0 < 128 } ? bytes : nil
    case .latin1:
      var text: [UInt8] = []
      for byte in bytes { text += Array(String(Unicode.Scalar(byte)).utf8) }
      return text
    case .program(let name): return try convert(bytes, from: name, to: "UTF-8")
    }
  }

  func decode(_ bytes: [UInt8], path: String) throws -> [UInt8] {
    guard let text = try decoded(bytes) else {
      throw ModuleFailure("Unable to read the contents of '\(path)': it is not \(name)", parameter: "encoding")
    }
    return text
  }

  func encode(_ text: [UInt8]) throws -> [UInt8] {
    switch kind {
    case .utf8: return text
    case .ascii: return try narrowed(text, below: 128)
    case .latin1: return try narrowed(text, below: 256)
    case .program(let name):
      guard let bytes = try convert(text, from: "UTF-8", to: name) else {
        throw ModuleFailure("the new text holds characters which the encoding \(name) cannot write")
      }
      return bytes
    }
  }

  private var name: String {
    switch kind {
    case .utf8: "utf-8"
    case .ascii: "ascii"
    case .latin1: "latin-1"
    case .program(let name): name
    }
  }

  private func narrowed(_ text: [UInt8], below limit: UInt32) throws(ModuleFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      guard scalar.value < limit else {
        throw ModuleFailure("the new text holds `\(scalar)`, which the file's encoding cannot write")
      }
      bytes.append(UInt8(scalar.value))
    }
    return bytes
  }

  /// nil when `iconv` does not know an encoding or finds something that is not in it.
  private func convert(_ bytes: [UInt8], from source: String, to target: String) throws -> [UInt8]? {
    guard machine.processes.locate("iconv") != nil, !source.hasPrefix("-"), !target.hasPrefix("-") else { return nil }
    let output = try machine.processes.query(Command(["iconv", "-f", source, "-t", target], input: bytes))
    return output.isSuccess ? output.stdout : nil
  }
}
