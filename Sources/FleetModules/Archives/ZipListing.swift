import FleetModuleKit
import FleetSystem

/// The table of contents of a zip archive.
struct ZipListing {
  struct Member {
    let name: String
    let size: Int
    let checksum: UInt32
    /// `st_mode` when the archive was made on a Unix system.
    let mode: UInt32?
    let modified: Timestamp?
    var isDirectory: Bool { name.hasSuffix("/") }
    var isLink: Bool { mode.map { $0 & 0o170000 == 0o120000 } ?? false }
  }

  private static let endBytes = 22
  private static let longestComment = 65_535
  private static let mostTableBytes = 256 << 20

  let members: [Member]

  init(_ path: String) throws {
    let size = try FileSystem.status(path).size
    var tail: [UInt8] = []
    let tailBytes = min(size, Self.endBytes + Self.longestComment)
    try FileSystem.readPieces(path, from: size - tailBytes, length: tailBytes) { tail += $0 }
    guard let end = Self.endRecord(in: tail) else { throw Self.fault(path, "it has no table of contents") }
    let count = Int(Self.number(tail, end + 10, 2))
    let tableSize = Int(Self.number(tail, end + 12, 4))
    let tableStart = Int(Self.number(tail, end + 16, 4))
    guard tableStart < 0xffff_ffff, count < 0xffff else {
      throw Self.fault(path, "archives beyond 4 GiB or 65535 members are not read")
    }
    guard tableSize <= Self.mostTableBytes, tableStart + tableSize <= size else {
      throw Self.fault(path, "its table of contents lies outside of the file")
    }
    var table: [UInt8] = []
    try FileSystem.readPieces(path, from: tableStart, length: tableSize) { table += $0 }
    members = try Self.members(in: table, path)
  }

  private static func fault(_ path: String, _ reason: String) -> ModuleFailure {
    ModuleFailure("the zip archive \(path) cannot be read: \(reason)")
  }

  private static func endRecord(in tail: [UInt8]) -> Int? {
    guard tail.count >= endBytes else { return nil }
    var position = tail.count - endBytes
    while position >= 0 {
      if tail[position...].starts(with: [0x50, 0x4b, 5, 6]) { return position }
      position -= 1
    }
    return nil
  }

  private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> UInt32 {
    var value: UInt32 = 0
    for place in 0..<count { value |= UInt32(bytes[start + place]) << UInt32(8 * place) }
    return value
  }

  private static func members(in table: [UInt8], _ path: String) throws -> [Member] {
    var members: [Member] = []
    var position = 0
    while position + 46 <= table.count, table[position...].starts(with: [0x50, 0x4b, 1, 2]) {
      let nameCount = Int(number(table, position + 28, 2))
      let extraCount = Int(number(table, position + 30, 2))
      let commentCount = Int(number(table, position + 32, 2))
      let next = position + 46 + nameCount + extraCount + commentCount
      guard next <= table.count else { throw fault(path, "its table of contents ends early") }
      let nameStart = position + 46
      let extra = Array(table[(nameStart + nameCount)..<(nameStart + nameCount + extraCount)])
      let isUnix = table[position + 5] == 3
      let attributes = number(table, position + 38, 4)
      members.append(
        Member(
          name: String(decoding: table[nameStart..<(nameStart + nameCount)], as: UTF8.self),
          size: Int(number(table, position + 24, 4)), checksum: number(table, position + 16, 4),
          mode: isUnix && attributes >> 16 != 0 ? attributes >> 16 : nil,
          modified: unixTime(in: extra)
            ?? localTime(date: number(table, position + 14, 2), time: number(table, position + 12, 2))))
      position = next
    }
    return members
  }

  /// The extended timestamp (0x5455): seconds in UTC.
  private static func unixTime(in extra: [UInt8]) -> Timestamp? {
    var position = 0
    while position + 4 <= extra.count {
      let count = Int(number(extra, position + 2, 2))
      guard position + 4 + count <= extra.count else { return nil }
      if number(extra, position, 2) == 0x5455, count >= 5, extra[position + 4] & 1 != 0 {
        return Timestamp(seconds: Int(Int32(bitPattern: number(extra, position + 5, 4))))
      }
      position += 4 + count
    }
    return nil
  }

  /// MS-DOS's date and time, in the machine's zone.
  private static func localTime(date: UInt32, time: UInt32) -> Timestamp? {
    let text =
      "\(1980 + Int(date >> 9)) \(date >> 5 & 15) \(date & 31) \(time >> 11) \(time >> 5 & 63) \((time & 31) * 2)"
    return Timestamp.parse(text, format: "%Y %m %d %H %M %S")
  }
}
