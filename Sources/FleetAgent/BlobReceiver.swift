import CSystem
import FleetProtocol
import FleetSystem
import Glibc

/// Takes contents as chunks, hashes them as they come, and puts whole ones under their SHA-256.
final class BlobReceiver {
  private struct Arrival {
    let descriptor: Int32
    let path: String
    var digest: Digest
  }

  private let folder: String
  private var arriving: [String: Arrival] = [:]
  /// Why a content could not be kept, by its name.
  private(set) var faults: [String: String] = [:]

  init(folder: String) { self.folder = folder }

  /// Those of the contents that are nowhere here. One that lies where it is to go, from an earlier run, is taken from
  /// there.
  func missing(of questions: [BlobQuestion]) -> [String] {
    questions.filter { question in
      guard Self.isName(question.digest) else { return true }
      if FileSystem.exists(FilePath.join(folder, question.digest)) { return false }
      return !question.places.contains { takeOver(question, from: $0) }
    }.map(\.digest)
  }

  /// Copies a file that has the content; whether it does is decided by the copy, which nobody else can change.
  private func takeOver(_ question: BlobQuestion, from place: String) -> Bool {
    guard FilePath.isAbsolute(place), let status = try? FileSystem.status(place), status.isRegular,
      UInt64(status.size) == question.size
    else { return false }
    let path = FilePath.join(folder, question.digest + ".copy")
    defer { unlink(path) }
    do {
      try FileSystem.copy(place, to: path)
      guard try Digest.hex(ofFile: path, .sha256) == question.digest else { return false }
      try FileSystem.rename(path, to: FilePath.join(folder, question.digest))
      return true
    } catch {
      return false
    }
  }

  func take(_ name: String, _ bytes: [UInt8], isLast: Bool) {
    guard Self.isName(name), faults[name] == nil else { return }
    do throws(SystemError) {
      if arriving[name] == nil { arriving[name] = try open(name) }
      guard var arrival = arriving[name] else { return }
      try write(bytes, to: arrival)
      arrival.digest.update(bytes)
      arriving[name] = arrival
      if isLast { try complete(name, arrival) }
    } catch {
      abandon(name)
      faults[name] = error.description
    }
  }

  /// Drops what came only in part.
  func abandonAll() { for name in Array(arriving.keys) { abandon(name) } }

  /// A SHA-256 in lower-case hexadecimal; nothing else becomes a file's name.
  private static func isName(_ name: String) -> Bool {
    name.utf8.count == 64 && name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  private func open(_ name: String) throws(SystemError) -> Arrival {
    let path = FilePath.join(folder, name + ".part")
    let descriptor = fleet_open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw SystemError("create", path) }
    return Arrival(descriptor: descriptor, path: path, digest: Digest(.sha256))
  }

  private func write(_ bytes: [UInt8], to arrival: Arrival) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(arrival.descriptor, $0.baseAddress?.advanced(by: done), $0.count - done)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemError("write", arrival.path) }
      done += count
    }
  }

  private func complete(_ name: String, _ arrival: Arrival) throws(SystemError) {
    arriving[name] = nil
    var digest = arrival.digest
    guard close(arrival.descriptor) == 0 else { throw SystemError("close", arrival.path) }
    guard digest.hex() == name else {
      unlink(arrival.path)
      throw SystemError("receive content", name, reason: "what arrived has another SHA-256")
    }
    try FileSystem.rename(arrival.path, to: FilePath.join(folder, name))
  }

  private func abandon(_ name: String) {
    guard let arrival = arriving.removeValue(forKey: name) else { return }
    close(arrival.descriptor)
    unlink(arrival.path)
  }
}
