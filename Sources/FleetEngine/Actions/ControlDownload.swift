import FleetCore
import FleetProtocol
import FleetSystem

/// A download by the control side's curl, with verified TLS, for a machine that has no way out.
struct ControlDownload: Sendable {
  let url: String
  let fileName: String
  let copyArguments: ValueMap
  private let checksum: String?
  private let timeoutSeconds: Int
  private let validatesCertificates: Bool
  private let headers: [String]

  init(_ task: ResolvedTask) throws {
    let arguments = ActionArguments(task)
    url = try arguments.required("url")
    let dest = try arguments.required("dest")
    guard url.hasPrefix("http://") || url.hasPrefix("https://") || url.hasPrefix("ftp://") else {
      throw ActionFault("the URL `\(url)` is neither http, https nor ftp")
    }
    fileName = FilePath.name(of: String(url.prefix { $0 != "?" && $0 != "#" }))
    checksum = arguments.text("checksum").flatMap { $0.isEmpty ? nil : $0 }
    timeoutSeconds = try arguments.integer("timeout") ?? 10
    validatesCertificates = try arguments.bool("validate_certs", default: true)
    if case .map(let map)? = arguments.values["headers"] {
      headers = map.map { "\(JSONWriter.keyText($0.key)): \($0.value.string ?? JSONWriter.keyText($0.value))" }
    } else {
      headers = []
    }
    var copy: ValueMap = ["dest": .string(dest)]
    for name in ["mode", "owner", "group", "force", "backup", "attributes", "unsafe_writes"] {
      copy[name] = task.arguments[name]
    }
    copyArguments = copy
  }

  /// The contents; headers go through standard input, never argv.
  @EngineActor func fetch() async throws -> [UInt8] {
    var words = ["curl", "-fsSL", "--proto", "=http,https,ftp", "--max-time", String(max(timeoutSeconds, 1) * 60)]
    words += ["--connect-timeout", String(timeoutSeconds), "--max-filesize", String(Limits.sourceFileBytes)]
    if !validatesCertificates { words.append("-k") }
    let configuration = (headers.map { "header = \(quoted($0))" } + ["url = \(quoted(url))"]).joined(separator: "\n")
    words += ["-K", "-"]
    let output: CommandOutput
    do {
      output = try Command(words, input: Array(configuration.utf8)).run()
    } catch {
      throw ActionFault("the control machine needs curl for `fleet_http_via: control`: \(error)")
    }
    guard output.isSuccess else {
      throw ActionFault("Request failed: \(output.stderrText.trimmed)", ["url": .string(url)])
    }
    try verify(output.stdout)
    return output.stdout
  }

  private func verify(_ bytes: [UInt8]) throws {
    guard let checksum, let colon = checksum.firstIndex(of: ":") else { return }
    let name = String(checksum[..<colon])
    let wanted = checksum[checksum.index(after: colon)...].lowercased()
    guard let algorithm = DigestAlgorithm(rawValue: name) else {
      throw ActionFault("unknown checksum algorithm `\(name)`")
    }
    let found = Digest.hex(of: bytes, algorithm)
    guard found == wanted else {
      throw ActionFault("The checksum for \(url) did not match \(wanted); it was \(found).")
    }
  }

  private func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "") + "\""
  }
}
