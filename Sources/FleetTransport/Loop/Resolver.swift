import Glibc

/// Asks the system for the addresses of a name, on a thread of its own: getaddrinfo blocks.
enum Resolver {
  /// Why a name has no address, in the system's words.
  struct Fault: Error {
    let text: String
  }

  private final class Question: Sendable {
    let name: String
    let port: UInt16
    let continuation: UnsafeContinuation<Result<[SocketAddress], Fault>, Never>

    init(_ name: String, _ port: UInt16, _ continuation: UnsafeContinuation<Result<[SocketAddress], Fault>, Never>) {
      self.name = name
      self.port = port
      self.continuation = continuation
    }

    func answer() { continuation.resume(returning: Resolver.ask(name, port)) }
  }

  static func addresses(
    of name: String, port: UInt16, isolation: isolated (any Actor)? = #isolation
  ) async throws(Fault) -> [SocketAddress] {
    if let numeric = SocketAddress(numeric: name, port: port) { return [numeric] }
    let answer = await withUnsafeContinuation { continuation in
      if !startThread(Question(name, port, continuation)) {
        continuation.resume(returning: .failure(Fault(text: "no thread to resolve it")))
      }
    }
    return try answer.get()
  }

  private nonisolated static func startThread(_ question: Question) -> Bool {
    var thread = pthread_t()
    let status = pthread_create(&thread, nil, runQuestion, Unmanaged.passRetained(question).toOpaque())
    if status == 0 { pthread_detach(thread) }
    return status == 0
  }

  private static let runQuestion: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
    if let argument { Unmanaged<Question>.fromOpaque(argument).takeRetainedValue().answer() }
    return nil
  }

  private static func ask(_ name: String, _ port: UInt16) -> Result<[SocketAddress], Fault> {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_ADDRCONFIG
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(name, String(port), &hints, &list)
    guard status == 0, let list else {
      return .failure(Fault(text: String(cString: gai_strerror(status))))
    }
    defer { freeaddrinfo(list) }
    var found: [SocketAddress] = []
    var next: UnsafeMutablePointer<addrinfo>? = list
    while let entry = next?.pointee {
      if let address = entry.ai_addr {
        let bytes = UnsafeRawBufferPointer(start: address, count: Int(entry.ai_addrlen))
        found.append(SocketAddress(family: entry.ai_family, bytes: Array(bytes)))
      }
      next = entry.ai_next
    }
    return .success(found)
  }
}
