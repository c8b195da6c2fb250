package import FleetCore

/// Permission bits as a task gives them: octal text, a number as YAML read it, or symbolic (`u=rwX,g-w`).
package enum FileMode: Sendable, Hashable {
  case bits(UInt32)
  case symbolic(String)

  /// The bits for a file that now has `current`. Throws the reason when a symbolic mode cannot be read.
  package func bits(current: UInt32, isDirectory: Bool, umask: UInt32) throws(ConversionFault) -> UInt32 {
    switch self {
    case .bits(let bits): return bits
    case .symbolic(let text):
      guard text != "preserve" else { return current & 0o7777 }
      return try Self.apply(text, to: current & 0o7777, isDirectory: isDirectory, umask: umask)
    }
  }

  /// `0644`, as Ansible's results and diffs write bits.
  package static func text(_ bits: UInt32) -> String {
    let octal = String(bits, radix: 8)
    return "0" + String(repeating: "0", count: max(0, 3 - octal.count)) + octal
  }

  /// Letters of users, an operator and permissions, several after each other, separated by commas (chmod(1)).
  private static func apply(
    _ text: String, to start: UInt32, isDirectory: Bool, umask: UInt32
  ) throws(ConversionFault) -> UInt32 {
    var mode = start
    for clause in text.split(separator: ",", omittingEmptySubsequences: false) {
      let scalars = Array(clause)
      let head = scalars.prefix { !"+-=".contains($0) }
      let usesMask = head.isEmpty
      let users = usesMask || String(head) == "a" ? Array("ugo") : Array(head)
      guard users.allSatisfy({ "ugo".contains($0) }) else {
        throw .type("bad symbolic permission for mode: \(clause)")
      }
      var position = head.count
      while position < scalars.count {
        let sign = scalars[position]
        let permissions = scalars[(position + 1)...].prefix { !"+-=".contains($0) }
        position += 1 + permissions.count
        for user in users {
          var bits: UInt32 = 0
          for letter in permissions {
            guard
              let bit = permission(
                letter, for: user, mode: mode, isDirectory: isDirectory, masked: usesMask ? umask : 0)
            else { throw .type("bad symbolic permission for mode: \(clause)") }
            bits |= bit
          }
          mode = combine(mode, sign, bits, user: user)
        }
      }
    }
    return mode
  }

  private static func combine(_ mode: UInt32, _ sign: Character, _ bits: UInt32, user: Character) -> UInt32 {
    switch sign {
    case "+": mode | bits
    case "-": mode & ~bits
    default:
      switch user {
      case "u": mode & ~0o4700 | bits
      case "g": mode & ~0o2070 | bits
      default: mode & ~0o1007 | bits
      }
    }
  }

  private static func permission(
    _ letter: Character, for user: Character, mode: UInt32, isDirectory: Bool, masked: UInt32
  ) -> UInt32? {
    let shift: UInt32 = user == "u" ? 6 : user == "g" ? 3 : 0
    switch letter {
    case "r": return (0o4 << shift) & ~masked
    case "w": return (0o2 << shift) & ~masked
    case "x": return (0o1 << shift) & ~masked
    case "X": return isDirectory || mode & 0o111 != 0 ? 0o1 << shift : 0
    case "s": return user == "u" ? 0o4000 : user == "g" ? 0o2000 : 0
    case "t": return user == "o" ? 0o1000 : 0
    case "u": return (mode >> 6 & 0o7) << shift
    case "g": return (mode >> 3 & 0o7) << shift
    case "o": return (mode & 0o7) << shift
    default: return nil
    }
  }
}

extension FileMode: ParameterType {
  package static var parameterKind: ParameterKind { .raw }
  package static var placeholder: FileMode { .bits(0) }
  package var parameterValue: Value {
    switch self {
    case .bits(let bits): .string(Self.text(bits))
    case .symbolic(let text): .string(text)
    }
  }

  /// A number is taken as it is, text is octal when it can be read so (`set_mode_if_different`).
  package static func convert(_ value: Value, paths: PathExpansion) throws(ConversionFault) -> FileMode {
    switch value {
    case .int(let number):
      guard let bits = UInt32(exactly: number), bits <= 0o7777 else {
        throw .type("`\(number)` is more than permission bits")
      }
      return .bits(bits)
    case .string(let text):
      let digits = text.hasPrefix("0o") ? String(text.dropFirst(2)) : text
      if let bits = UInt32(digits, radix: 8) {
        guard bits <= 0o7777 else { throw .type("`\(text)` is more than permission bits") }
        return .bits(bits)
      }
      if text != "preserve" { _ = try apply(text, to: 0, isDirectory: false, umask: 0) }
      return .symbolic(text)
    default: throw .type("mode must be in octal or symbolic form")
    }
  }
}
