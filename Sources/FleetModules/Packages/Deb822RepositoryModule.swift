import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Manages package sources of apt in their newer form.
struct Deb822RepositoryModule: Module {
  static let name = "deb822_repository"
  static let summary = "Add and remove package sources of apt in the deb822 form."

  enum State: String, ParameterChoice { case absent, present }
  enum Kind: String, ParameterChoice { case deb, debSource = "deb-src" }

  private static let keyFolder = "/etc/apt/keyrings"

  private let repository: String
  private let state: State
  private let mode: FileMode
  private let signedBy: String?
  /// Field and text, sorted by the parameter's name as Ansible writes them.
  private let fields: [(parameter: String, text: String)]

  init(_ parameters: inout Parameters) {
    repository = parameters.required("name", "The source's name, and that of its file.")
    state = parameters.optional("state", default: .present, "Whether it is there.")
    mode = parameters.optional("mode", default: .bits(0o644), "The mode of its file.")
    signedBy = parameters.optional("signed_by", "The key: a URL, a file on the machine, or armoured text.")
    var fields: [(parameter: String, text: String)] = []
    let flags = [
      ("allow_downgrade_to_insecure", "Allow the source to lose its signature."),
      ("allow_insecure", "Need no signature."),
      ("allow_weak", "Allow weak digests."), ("by_hash", "Fetch indexes by their digest."),
      ("check_date", "Check the release's date."), ("check_valid_until", "Check until when the release is valid."),
      ("enabled", "Whether apt uses it."), ("pdiffs", "Fetch differences of indexes."),
      ("trusted", "Trust it without a key."),
    ]
    for (name, summary) in flags {
      let flag: Bool? = parameters.optional(name, summary)
      if let flag { fields.append((name, flag ? "yes" : "no")) }
    }
    for (name, summary) in [
      ("architectures", "For which architectures."), ("components", "Which components."),
      ("languages", "Which languages."),
      ("suites", "Which suites, such as `bookworm`."), ("targets", "Which index targets."), ("uris", "The addresses."),
    ] {
      let list: [String]? = parameters.optional(name, summary)
      if let list { fields.append((name, list.joined(separator: " "))) }
    }
    let kinds: [Kind] = parameters.optional("types", default: [.deb], "Binary packages, sources, or both.")
    fields.append(("types", kinds.map(\.rawValue).joined(separator: " ")))
    let future: Int? = parameters.optional("date_max_future", "Seconds that the release's date may lie ahead.")
    if let future { fields.append(("date_max_future", String(future))) }
    let path: String? = parameters.optional("inrelease_path", "Where the InRelease file is, relative to the suite.")
    if let path { fields.append(("inrelease_path", path)) }
    parameters.ignored("install_python_debian", "python-debian is not needed.")
    self.fields = fields + [("name", repository)]
  }

  /// The name as files can have it.
  private var slug: String {
    var text = ""
    for character in repository.lowercased() {
      if character == "_" || character.isWhitespace {
        if text.last != "-" { text.append("-") }
      } else if character == "-" || (character.isASCII && (character.isLetter || character.isNumber)) {
        text.append(character)
      }
    }
    return text
  }

  func run(on machine: Machine) throws -> ModuleResult {
    let file = "/etc/apt/sources.list.d/\(slug).sources"
    return state == .absent ? try remove(file, machine) : try write(file, machine)
  }

  private func remove(_ file: String, _ machine: Machine) throws -> ModuleResult {
    var result = ModuleResult()
    let keys = ["asc", "gpg"].map { "\(Deb822RepositoryModule.keyFolder)/\(slug).\($0)" }
    for path in [file] + keys where machine.files.exists(path) {
      result.changed = true
      if !machine.context.isCheck { try machine.files.remove(path) }
    }
    result.values = ["repo": .null, "dest": .string(file), "key_filename": .string(keys[1])]
    return result
  }

  private func write(_ file: String, _ machine: Machine) throws -> ModuleResult {
    var result = ModuleResult()
    var lines = fields
    var keyFile: String?
    if let signedBy {
      let key = try key(signedBy, machine, &result)
      keyFile = key.path
      lines.append(("signed_by", key.path ?? key.text))
    }
    lines.sort { $0.parameter < $1.parameter }
    let text = lines.map { Deb822RepositoryModule.line($0.parameter, $0.text) }.joined()
    let old = machine.files.isRegular(file) ? try machine.files.readText(file) : nil
    if old != text {
      result.changed = true
      result.diffs = [
        ModuleResult.Diff(before: .string(old ?? ""), after: .string(text), beforeHeader: file, afterHeader: file)
      ]
      if !machine.context.isCheck { try machine.files.replace(file, with: Array(text.utf8)) }
    }
    var changes = FileAttributes.Changes()
    if machine.files.exists(file), try FileAttributes(mode: mode).apply(to: file, on: machine, changes: &changes) {
      result.changed = true
    }
    result.values = ["repo": .string(text), "dest": .string(file), "key_filename": Value(text: keyFile)]
    return result
  }

  private static func line(_ parameter: String, _ text: String) -> String {
    let name: String
    switch parameter {
    case "name": name = "X-Repolib-Name"
    case "uris": name = "URIs"
    default:
      name = parameter.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: "-")
    }
    guard text.contains("\n") else { return "\(name): \(text)\n" }
    let body = text.trimmingSpace().lines().map { line in
      let line = line.trimmingSpace()
      return "    " + (line.isEmpty ? "." : line)
    }
    return "\(name):\n" + body.joined(separator: "\n") + "\n"
  }

  /// A file stays where it is, a URL's key is kept in /etc/apt/keyrings, other text goes into the source itself.
  private func key(
    _ text: String, _ machine: Machine, _ result: inout ModuleResult
  ) throws -> (path: String?, text: String) {
    if machine.files.isRegular(text) { return (text, "") }
    guard !text.contains("\n"), text.firstSubstring("://") != nil else { return (nil, text) }
    let answer = try WebTool(machine).send(WebRequest(url: text))
    guard answer.failure == nil, answer.status == 200 || !text.hasPrefix("http") else {
      throw ModuleFailure(
        "Could not fetch signed_by key: \(answer.failure ?? "HTTP Error \(answer.status): \(answer.reason)")",
        parameter: "signed_by")
    }
    let isArmoured = String(decoding: answer.body, as: UTF8.self).hasSubstring(OpenPGP.armourStart)
    let path = "\(Deb822RepositoryModule.keyFolder)/\(slug).\(isArmoured ? "asc" : "gpg")"
    if machine.files.isRegular(path), try machine.files.read(path) == answer.body { return (path, "") }
    result.changed = true
    if !machine.context.isCheck {
      if !machine.files.isDirectory(Deb822RepositoryModule.keyFolder) {
        try machine.files.makeDirectories(Deb822RepositoryModule.keyFolder, mode: 0o755)
      }
      try machine.files.replace(path, with: answer.body, mode: 0o644)
    }
    return (path, "")
  }
}
