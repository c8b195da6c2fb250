import FleetCore
import FleetModuleKit
import FleetSystem

/// A request as a configuration for `curl`.
struct CurlRequest {
  private let request: WebRequest
  private let folder: String

  init(_ request: WebRequest, _ folder: String) {
    self.request = request
    self.folder = folder
  }

  func send(_ machine: Machine) throws -> WebAnswer {
    let output = request.outputPath ?? FilePath.join(folder, "body")
    let headerPath = FilePath.join(folder, "headers")
    let configuration = try lines(output: output, headers: headerPath).joined(separator: "\n") + "\n"
    let command = Command(
      ["curl", "--disable", "--config", "-"], environment: ["LC_ALL": "C.UTF-8"], input: Array(configuration.utf8))
    let result = try machine.processes.query(command)
    var answer = WebAnswer()
    answer.finalURL = result.stdoutText.trimmingSpace()
    if let text = try? FileSystem.readText(headerPath) { answer.readHeaders(text) }
    if !result.isSuccess {
      let said = result.stderrText.trimmingSpace()
      let why = said.hasPrefix("curl: ") ? String(said.dropFirst(6)) : said
      answer.failure = "Request failed: \(why.isEmpty ? "curl ended with status \(result.status)" : why)"
      answer.status = -1
    }
    if request.outputPath == nil {
      answer.body = (try? FileSystem.read(output, limit: Limits.commandOutputBytes)) ?? []
    }
    return answer
  }

  private func lines(output: String, headers: String) throws -> [String] {
    var lines = ["silent", "show-error", "globoff", "write-out = \"%{url_effective}\""]
    func add(_ option: String, _ value: String) { lines.append("\(option) = \"\(CurlRequest.quoted(value))\"") }
    let parts = WebTool.splittingCredentials(request.url)
    add("url", parts.url)
    add("output", output)
    add("dump-header", headers)
    add("user-agent", request.userAgent)
    add("connect-timeout", String(request.timeoutSeconds))
    // Like a socket's timeout: no byte for so long is a failure, a long transfer is none.
    lines += ["speed-limit = 1", "speed-time = \(max(1, request.timeoutSeconds))"]
    if request.followsRedirects { lines += ["location", "max-redirs = 10"] }
    if !request.isVerified { lines.append("insecure") }
    if !request.usesProxy { add("noproxy", "*") }
    if request.usesNetrc { lines.append("netrc-optional") }
    if request.usesKerberos {
      add("user", "\(request.userName ?? ""):\(request.password ?? "")")
      lines.append("negotiate")
    } else if let user = request.userName ?? parts.user {
      add("user", "\(user):\(request.password ?? parts.password ?? "")")
      lines.append(request.forcesBasicAuthentication ? "basic" : "anyauth")
    }
    if let path = request.clientCertificate { add("cert", path) }
    if let path = request.clientKey { add("key", path) }
    if let path = request.authorities { add(FileSystem.isDirectory(path) ? "capath" : "cacert", path) }
    if let path = request.unixSocket { add("unix-socket", path) }
    if !request.ciphers.isEmpty { add("ciphers", request.ciphers.joined(separator: ":")) }
    for header in request.headers {
      add("header", header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
    }
    if let path = try bodyPath() {
      add("data-binary", "@\(path)")
      if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
        add("header", "Content-Type: application/x-www-form-urlencoded")
      }
      add("header", "Expect:")
      if request.method != "POST" { add("request", request.method) }
    } else if request.method == "HEAD" {
      lines.append("head")
    } else if request.method != "GET" {
      add("request", request.method)
    }
    return lines
  }

  private func bodyPath() throws -> String? {
    if let path = request.bodyPath { return path }
    guard let body = request.body else { return nil }
    let path = FilePath.join(folder, "request")
    try FileSystem.create(path, with: body, mode: 0o600)
    return path
  }

  private static func quoted(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default: result.append(character)
      }
    }
    return result
  }
}
