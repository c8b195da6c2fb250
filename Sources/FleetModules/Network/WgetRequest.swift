import FleetCore
import FleetModuleKit
import FleetSystem

/// A request for GNU `wget`, its headers and passwords in a WGETRC file.
struct WgetRequest {
  private let request: WebRequest
  private let folder: String

  init(_ request: WebRequest, _ folder: String) {
    self.request = request
    self.folder = folder
  }

  func send(_ machine: Machine) throws -> WebAnswer {
    let output = request.outputPath ?? FilePath.join(folder, "body")
    let settings = FilePath.join(folder, "wgetrc")
    let parts = WebTool.splittingCredentials(request.url)
    try FileSystem.create(settings, with: Array(try configuration(parts).utf8), mode: 0o600)
    var words = ["wget", "--no-verbose", "--server-response", "--content-on-error", "-O", output]
    words.append("--user-agent=\(request.userAgent)")
    words += ["--tries=1", "--timeout=\(request.timeoutSeconds)"]
    words.append("--max-redirect=\(request.followsRedirects ? 10 : 0)")
    if !request.isVerified { words.append("--no-check-certificate") }
    if !request.usesProxy { words.append("--no-proxy") }
    if request.forcesBasicAuthentication { words.append("--auth-no-challenge") }
    if let path = request.clientCertificate { words.append("--certificate=\(path)") }
    if let path = request.clientKey { words.append("--private-key=\(path)") }
    if let path = request.authorities {
      words.append(FileSystem.isDirectory(path) ? "--ca-directory=\(path)" : "--ca-certificate=\(path)")
    }
    if request.unixSocket != nil {
      throw ModuleFailure("`wget` cannot use a Unix socket: install the package `curl`", parameter: "unix_socket")
    }
    if request.usesKerberos {
      throw ModuleFailure("`wget` cannot use Kerberos: install the package `curl`", parameter: "use_gssapi")
    }
    words += try methodOptions()
    words += ["--", parts.url]
    let command = Command(words, environment: ["LC_ALL": "C.UTF-8", "WGETRC": settings])
    return read(try machine.processes.query(command), output: output)
  }

  private func configuration(_ parts: (url: String, user: String?, password: String?)) throws -> String {
    var lines: [String] = []
    for header in request.headers {
      guard !header.value.contains("\n") else {
        throw ModuleFailure("the header `\(header.name)` has a line break in its value", parameter: "headers")
      }
      lines.append("header = \(header.name): \(header.value)")
    }
    if let user = request.userName ?? parts.user {
      lines += ["user = \(user)", "password = \(request.password ?? parts.password ?? "")"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func methodOptions() throws -> [String] {
    var path = request.bodyPath
    if path == nil, let body = request.body {
      let file = FilePath.join(folder, "request")
      try FileSystem.create(file, with: body, mode: 0o600)
      path = file
    }
    if path == nil, request.method == "GET" { return [] }
    if path == nil, request.method == "HEAD" { return ["--spider"] }
    return ["--method=\(request.method)"] + (path.map { ["--body-file=\($0)"] } ?? [])
  }

  /// `--server-response` puts each header on standard error, indented.
  private func read(_ result: CommandOutput, output: String) -> WebAnswer {
    var answer = WebAnswer()
    answer.finalURL = request.url
    let lines = result.stderrText.lines()
    answer.readHeaders(lines.filter { $0.hasPrefix("  ") }.joined(separator: "\n"))
    // `2026-01-01 10:00:00 URL:http://host/final [5/5] -> "path" [1]`
    if let word = lines.flatMap({ $0.words() }).last(where: { $0.hasPrefix("URL:") }) {
      answer.finalURL = String(word.dropFirst(4))
    }
    // 8 is "the server answered with an error", and a redirect that is not followed.
    if !result.isSuccess, result.status != 8, answer.status < 300 {
      let said = lines.filter { !$0.hasPrefix("  ") }.joined(separator: "; ")
      answer.failure = "Request failed: \(said.isEmpty ? "wget ended with status \(result.status)" : said)"
      answer.status = -1
    }
    if request.outputPath == nil {
      answer.body = (try? FileSystem.read(output, limit: Limits.commandOutputBytes)) ?? []
    }
    return answer
  }
}
