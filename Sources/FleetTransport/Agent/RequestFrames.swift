import FleetCore
import FleetProtocol

/// Requests as frames that are ready to be written, so that one that does not fit is found before any is sent.
enum RequestFrames {
  private static let requestsPerFrame = 64

  static func frames(_ requests: ArraySlice<TaskRequest>) throws(ConnectionError) -> [[UInt8]] {
    var frames: [[UInt8]] = []
    var rest = requests
    while !rest.isEmpty {
      var count = min(requestsPerFrame, rest.count)
      while true {
        do throws(ProtocolError) {
          frames.append(try FrameWriter.frame(.run(Array(rest.prefix(count)))))
          break
        } catch {
          guard count > 1 else {
            throw ConnectionError(
              .configuration, "the arguments of `\(rest.first?.module ?? "")` are too large: \(error.message)")
          }
          count = 1
        }
      }
      rest = rest.dropFirst(count)
    }
    return frames
  }
}
