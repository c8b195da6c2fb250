import FleetCore
import FleetModuleKit
import FleetSystem

/// Speaks HTTP through the machine's `curl`, else its `wget`: both verify certificates against the machine's own
/// authorities. Headers and passwords go through files, never through arguments that others could read.
struct WebTool {
  private let machine: Machine

  init(_ machine: Machine) { self.machine = machine }

  /// Also runs in check mode: the modules that use it then ask only for what changes nothing.
  func send(_ request: WebRequest) throws -> WebAnswer {
    let folder = try FileSystem.makeTemporaryDirectory(in: machine.context.temporaryFolder, prefix: "web-")
    defer { try? FileSystem.removeTree(folder) }
    if !request.firstHeaders.isEmpty, request.followsRedirects {
      var first = request
      first.firstHeaders = []
      first.redirects = .none
      let answer = try send(first)
      guard [301, 302, 303, 307, 308].contains(answer.status), let location = answer["location"] else { return answer }
      var next = request
      next.firstHeaders = []
      next.url = WebTool.joined(answer.finalURL, location)
      next.headers.removeAll { request.firstHeaders.contains($0.name.lowercased()) }
      return try send(next)
    }
    if machine.processes.locate("curl") != nil { return try CurlRequest(request, folder).send(machine) }
    if machine.processes.locate("wget") != nil { return try WgetRequest(request, folder).send(machine) }
    throw ModuleFailure(
      "neither `curl` nor `wget` is on the machine, and fleet needs one of them to fetch "
        + "\(WebTool.masked(request.url)): install the package `curl` first")
  }

  /// The URL without a password.
  static func masked(_ url: String) -> String {
    guard let start = url.firstSubstring("://")?.upperBound else { return url }
    let authority = url[start...].prefix { $0 != "/" }
    guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else { return url }
    return url[..<url.index(after: colon)] + "********" + url[at...]
  }

  /// A reference seen from a URL (the common forms of RFC 3986).
  static func joined(_ base: String, _ reference: String) -> String {
    guard !reference.hasSubstring("://"), let start = base.firstSubstring("://")?.upperBound else { return reference }
    if reference.hasPrefix("//") { return base[..<start].dropLast(2) + reference }
    let origin = base[..<(base[start...].firstIndex(of: "/") ?? base.endIndex)]
    if reference.hasPrefix("/") { return origin + reference }
    let path = base.prefix { $0 != "?" && $0 != "#" }
    let folder = path.lastIndex(of: "/").map { $0 >= start ? path[...$0] : path + "/" } ?? path
    return folder + reference
  }

  /// Name and password of the URL itself, and the URL without them.
  static func splittingCredentials(_ url: String) -> (url: String, user: String?, password: String?) {
    guard let start = url.firstSubstring("://")?.upperBound else { return (url, nil, nil) }
    let authority = url[start...].prefix { $0 != "/" }
    guard let at = authority.lastIndex(of: "@") else { return (url, nil, nil) }
    let parts = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let rest = String(url[..<start]) + url[url.index(after: at)...]
    return (rest, decoded(String(parts[0])), parts.count > 1 ? decoded(String(parts[1])) : nil)
  }

  private static func decoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(code)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
