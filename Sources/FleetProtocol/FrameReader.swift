import FleetCore

/// Takes bytes as they arrive and gives whole messages. Bounded: a length above `Limits.frameBytes` is refused before
/// anything is kept for it, and text before the preamble is skipped up to `Limits.bannerBytes`.
package struct FrameReader: Sendable {
  /// Consumed bytes in front of this many are kept, to spare moving the rest for each small frame.
  private static let compactionBytes = 64 << 10
  /// An empty buffer of at most this size is kept: most connections are idle most of the time.
  private static let idleBytes = 4 << 10

  private var buffer: [UInt8] = []
  private var start = 0
  private var awaitsPreamble: Bool
  private var skippedBytes = 0
  /// The last text that came before the preamble: a banner, or the reason why no agent started.
  package private(set) var skippedText: [UInt8] = []

  /// `awaitsPreamble` on the control side: the agent's output may stand behind a login shell's banner.
  package init(awaitsPreamble: Bool) { self.awaitsPreamble = awaitsPreamble }

  /// Whether the agent's preamble has been seen.
  package var isSynchronized: Bool { !awaitsPreamble }

  /// Bytes that were received and not yet given out.
  package var pendingBytes: Int { buffer.count - start }

  package mutating func append(_ bytes: some Sequence<UInt8>) { buffer.append(contentsOf: bytes) }

  /// The next whole message; nil when more bytes are needed.
  package mutating func next() throws(ProtocolError) -> Message? {
    if awaitsPreamble, !(try skipToPreamble()) { return nil }
    guard pendingBytes >= FrameWriter.headerBytes else {
      compact()
      return nil
    }
    var length = 0
    for index in 0..<FrameWriter.headerBytes { length = length << 8 | Int(buffer[start + index]) }
    guard length >= 1 else { throw ProtocolError(.malformed, "a frame without a kind") }
    guard length <= Limits.frameBytes else {
      throw ProtocolError(
        .tooLarge, "a frame of \(length) bytes; at most \(Limits.frameBytes) are taken")
    }
    let body = start + FrameWriter.headerBytes
    guard buffer.count - body >= length else {
      compact()
      return nil
    }
    var decoder = BinaryDecoder(buffer, in: body + 1..<body + length)
    let message = try Message(kind: buffer[body], from: &decoder)
    start = body + length
    if start == buffer.count { compact() }
    return message
  }

  private mutating func compact() {
    if start == buffer.count {
      buffer.removeAll(keepingCapacity: buffer.capacity <= Self.idleBytes)
      start = 0
    } else if start > Self.compactionBytes {
      buffer.removeSubrange(..<start)
      start = 0
    }
  }

  /// Drops what stands before the preamble, keeping its tail for messages; false when more bytes are needed.
  private mutating func skipToPreamble() throws(ProtocolError) -> Bool {
    let wanted = Preamble.bytes
    while let first = buffer[start...].firstIndex(of: wanted[0]) {
      skip(to: first)
      if pendingBytes < wanted.count {
        if buffer[start...].elementsEqual(wanted[..<pendingBytes]) { return false }
      } else if buffer[start..<start + wanted.count].elementsEqual(wanted) {
        start += wanted.count
        awaitsPreamble = false
        return true
      }
      skip(to: start + 1)
      if skippedBytes > Limits.bannerBytes { break }
    }
    skip(to: buffer.count)
    compact()
    guard skippedBytes <= Limits.bannerBytes else {
      throw ProtocolError(.noPreamble, "more than \(Limits.bannerBytes) bytes of text before the agent's first word")
    }
    return false
  }

  private mutating func skip(to index: Int) {
    guard index > start else { return }
    skippedBytes += index - start
    skippedText += buffer[start..<index].suffix(Limits.bannerTextBytes)
    if skippedText.count > Limits.bannerTextBytes {
      skippedText.removeFirst(skippedText.count - Limits.bannerTextBytes)
    }
    start = index
  }
}
