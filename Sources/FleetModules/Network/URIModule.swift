import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Talks to a web service.
struct URIModule: Module {
  static let name = "uri"
  static let summary = "Send an HTTP request and look at the answer."
  static let checkMode = CheckModeSupport.none

  enum BodyFormat: String, ParameterChoice {
    case formURLEncoded = "form-urlencoded"
    case json, raw
    case formMultipart = "form-multipart"
  }
  enum Redirects: String, ParameterChoice { case all, no, none, safe, urllib2, yes }

  private let web: WebParameters
  private let dest: PathArgument?
  private let body: Value?
  private let bodyFormat: BodyFormat
  private let source: PathArgument?
  private let method: String
  private let returnsContent: Bool
  private let redirects: Redirects
  private let creates: PathArgument?
  private let removes: PathArgument?
  private let statusCodes: [Int]
  private let unixSocket: PathArgument?
  private let authorities: PathArgument?
  private let digest: String?
  private let attributes: FileAttributes

  init(_ parameters: inout Parameters) {
    web = WebParameters(&parameters, userAliases: ["user"], passwordAliases: ["password"], timeoutSeconds: 30)
    dest = parameters.optional("dest", "Write the answer's body there.")
    body = parameters.optional("body", "What to send.")
    bodyFormat = parameters.optional("body_format", default: .raw, "How to write the body.")
    source = parameters.optional("src", "A file whose contents are sent.")
    method = parameters.optional("method", default: "GET", "The request's method.")
    returnsContent = parameters.optional("return_content", default: false, "Return the body as `content`.")
    redirects = parameters.optional("follow_redirects", default: .safe, "Which redirects to follow.")
    creates = parameters.optional("creates", "Do nothing when this file exists.")
    removes = parameters.optional("removes", "Do nothing when this file does not exist.")
    statusCodes = parameters.optional("status_code", default: [200], "The status codes that are a success.")
    unixSocket = parameters.optional("unix_socket", "Connect to this socket.")
    authorities = parameters.optional("ca_path", "A PEM file or folder with the certificates to trust.")
    let _: Bool = parameters.optional(
      "remote_src", default: false, "Whether `src`, and the files of a form, are on the machine itself.")
    digest = parameters.internal("_content_digest", "SHA-256 of the file that the control side sent.")
    attributes = FileAttributes(&parameters)
    parameters.mutuallyExclusive("body", "src")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    if let path = creates?.text, machine.files.exists(path) { return skipped("skipped, since '\(path)' exists") }
    if let path = removes?.text, !machine.files.exists(path) {
      return skipped("skipped, since '\(path)' does not exist")
    }
    let start = machine.clock.monotonic()
    let request = try request(machine)
    let answer = try WebTool(machine).send(request)
    var values = describe(answer)
    values["elapsed"] = .int(Int(machine.clock.monotonic() - start))
    let isExpected = statusCodes.contains(answer.status)
    var result = ModuleResult()
    if let dest, answer.failure == nil {
      var path = dest.text
      if machine.files.isDirectory(path) { path = FilePath.join(path, GetURLModule.fileName(ofURL: answer.finalURL)) }
      if isExpected, answer.status != 304 {
        try write(answer.body, to: path, machine)
        // As in Ansible: an answer that was written is a change.
        result.changed = true
        var changes = FileAttributes.Changes()
        _ = try attributes.apply(to: path, on: machine, changes: &changes)
      }
      values["path"] = .string(path)
      PathInfo.add(path, on: machine, to: &values)
    }
    let isJSON = URIModule.isJSON(answer["content-type"] ?? "")
    let text = String(decoding: answer.body, as: UTF8.self)
    if isJSON, let value = try? JSONReader.read(answer.body) { values["json"] = value }
    if returnsContent { values["content"] = .string(text) }
    // urllib raises for these, and Ansible then keeps what it read as `body`.
    if answer.status >= 300, isExpected, !isJSON, !returnsContent { values["body"] = .string(text) }
    let message = answer.failure ?? status(answer)
    result.message = message
    result.values = values
    if !isExpected {
      let wanted = "[" + statusCodes.map(String.init).joined(separator: ", ") + "]"
      result.failed = true
      result.message = "Status code was \(answer.status) and not \(wanted): \(message)"
    }
    return result
  }

  private func skipped(_ text: String) -> ModuleResult {
    var result = ModuleResult()
    result.values = ["stdout": .string(text)]
    return result
  }

  private func status(_ answer: WebAnswer) -> String {
    if (200..<300).contains(answer.status) { return "OK (\(answer["content-length"] ?? "unknown") bytes)" }
    return "HTTP Error \(answer.status): \(answer.reason)"
  }

  private func request(_ machine: Machine) throws -> WebRequest {
    var request = web.request()
    request.method = method.uppercased()
    guard !method.isEmpty, method.allSatisfy({ $0.isASCII && $0.isLetter }) else {
      throw ModuleFailure(
        "Parameter 'method' needs to be a single word in uppercase, like GET or POST.", parameter: "method")
    }
    switch redirects {
    case .all, .yes: request.redirects = .all
    case .none, .no: request.redirects = .none
    case .safe, .urllib2: request.redirects = .safe
    }
    request.unixSocket = unixSocket?.text
    request.authorities = authorities?.text
    if let source {
      let path = digest.map(machine.context.blobPath) ?? source.text
      guard machine.files.isReadable(path) else {
        throw ModuleFailure("Unable to open source file \(source.text)", ["elapsed": 0], parameter: "src")
      }
      request.bodyPath = path
    }
    func addType(_ type: String) {
      guard !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) else { return }
      request.headers.append(("Content-Type", type))
    }
    switch bodyFormat {
    case .json:
      addType("application/json")
      if source == nil { request.body = jsonBody() }
    case .formURLEncoded:
      addType("application/x-www-form-urlencoded")
      if let body { request.body = Array(try FormBody.urlEncoded(body).utf8) }
    case .formMultipart:
      guard let map = body?.map else {
        throw ModuleFailure("failed to parse body as form-multipart: Mapping is required", parameter: "body")
      }
      let form = try FormBody.multipart(map, machine)
      request.headers.removeAll { $0.name.lowercased() == "content-type" }
      request.headers.append(("Content-Type", form.type))
      request.body = form.bytes
    case .raw:
      if let body { request.body = Array(PythonText.str(body).utf8) }
    }
    if let dest, !web.force, machine.files.isRegular(dest.text), let status = try machine.files.status(dest.text) {
      request.headers.append(("If-Modified-Since", WebDate.text(status.modified)))
    }
    return request
  }

  /// Text is sent as it is; anything else as JSON, a missing body as `null`.
  private func jsonBody() -> [UInt8] {
    if case .string(let text)? = body { return Array(text.utf8) }
    return Array(JSONWriter().write(body ?? .null).utf8)
  }

  private func write(_ bytes: [UInt8], to path: String, _ machine: Machine) throws {
    if machine.files.isRegular(path), try machine.files.read(path) == bytes { return }
    try machine.files.replace(path, with: bytes, unsafeWrites: attributes.usesUnsafeWrites)
  }

  private func describe(_ answer: WebAnswer) -> ValueMap {
    var values: ValueMap = [:]
    for header in answer.headers {
      let name = header.name.replacingSubstrings(of: "-", with: "_")
      if name == "set_cookie", let earlier = values[name]?.string {
        values[name] = .string("\(earlier), \(header.value)")
      } else {
        values[name] = .string(header.value)
      }
    }
    let url = answer.finalURL.isEmpty ? web.url : answer.finalURL
    values["url"] = .string(WebTool.masked(url))
    values["redirected"] = .bool(url != web.url && url != web.url + "/")
    values["status"] = .int(answer.status)
    if let location = values["location"]?.string { values["location"] = .string(WebTool.joined(url, location)) }
    var cookies: ValueMap = [:]
    for header in answer.headers where header.name == "set-cookie" {
      let pair = header.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
      if pair.count == 2 { cookies[pair[0]] = .string(pair[1]) }
    }
    if answer.failure == nil, answer.status < 300 {
      values["cookies"] = .map(cookies)
      let text = cookies.map { "\(PythonText.str($0.key))=\(PythonText.str($0.value))" }.joined(separator: "; ")
      values["cookies_string"] = .string(text)
    }
    return values
  }

  /// `application/json`, `text/javascript`, `application/problem+json` ...
  static func isJSON(_ contentType: String) -> Bool {
    let type = contentType.prefix { $0 != ";" }.trimmingSpace().lowercased()
    guard let slash = type.firstIndex(of: "/") else { return false }
    let kind = String(type[type.index(after: slash)...])
    let suffix = kind.lastIndex(of: "+").map { String(kind[kind.index(after: $0)...]) } ?? kind
    return suffix == "json" || suffix == "javascript"
  }
}
