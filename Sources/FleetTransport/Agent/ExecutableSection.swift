import CSystem
import FleetCore
import Glibc

/// Reads a section of an ELF file for 64-bit machines with the lowest byte first (System V ABI, chapter 4).
enum ExecutableSection {
  /// Where things are in the file header and in an entry of the table of sections.
  private enum Offset {
    static let sectionTable = 0x28
    static let entrySize = 0x3A
    static let entryCount = 0x3C
    static let namesIndex = 0x3E
    static let position = 0x18
    static let size = 0x20
  }

  private static let headerBytes = 64
  private static let entryBytes = 64

  /// The bytes of the section of that name, at most `Limits.sourceFileBytes`; nil when the file has none.
  static func bytes(of name: String, in file: String) -> [UInt8]? {
    let descriptor = fleet_open(file, O_RDONLY, 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard let header = read(descriptor, at: 0, count: headerBytes), header.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1])
    else { return nil }
    let table = number(header, Offset.sectionTable, 8)
    let count = number(header, Offset.entryCount, 2)
    guard number(header, Offset.entrySize, 2) == entryBytes,
      let entries = read(descriptor, at: table, count: count * entryBytes),
      let names = content(of: number(header, Offset.namesIndex, 2), entries, descriptor)
    else { return nil }
    let wanted = Array(name.utf8) + [0]
    for index in 0..<count {
      let start = number(entries, index * entryBytes, 4)
      guard start < names.count, names[start...].starts(with: wanted) else { continue }
      return content(of: index, entries, descriptor)
    }
    return nil
  }

  private static func content(of index: Int, _ entries: [UInt8], _ descriptor: Int32) -> [UInt8]? {
    let start = index * entryBytes
    guard start + entryBytes <= entries.count else { return nil }
    return read(
      descriptor, at: number(entries, start + Offset.position, 8), count: number(entries, start + Offset.size, 8))
  }

  private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int {
    bytes[start..<start + count].reversed().reduce(0) { $0 << 8 | Int($1) & 0xFF }
  }

  private static func read(_ descriptor: Int32, at position: Int, count: Int) -> [UInt8]? {
    guard position >= 0, (0...Limits.sourceFileBytes).contains(count) else { return nil }
    var result = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = result.withUnsafeMutableBytes { bytes in
        bytes.baseAddress.map { pread(descriptor, $0 + done, count - done, position + done) } ?? 0
      }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { return nil }
      done += got
    }
    return result
  }
}
