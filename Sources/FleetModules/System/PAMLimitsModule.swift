import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Sets limits in /etc/security/limits.conf, as `community.general.pam_limits` does.
struct PAMLimitsModule: Module {
  static let name = "pam_limits"
  static let summary = "Set limits of users in limits.conf."

  enum Kind: String, ParameterChoice {
    case soft, hard
    case both = "-"
  }

  enum Item: String, ParameterChoice {
    case core, data, fsize, memlock, nofile, rss, stack, cpu, nproc
    case addressSpace = "as"
    case maxlogins, maxsyslogins, priority, locks, sigpending, msgqueue, nice, rtprio, chroot
  }

  private let domain: String
  private let kind: Kind
  private let item: Item
  private let value: String
  private let usesMax: Bool
  private let usesMin: Bool
  private let backup: Bool
  private let dest: String
  private let comment: String

  init(_ parameters: inout Parameters) {
    domain = parameters.required("domain", "The user, `@group` or `*`.")
    kind = parameters.required("limit_type", "Whether the limit is soft, hard or both (`-`).")
    item = parameters.required("limit_item", "What is limited.")
    value = parameters.required("value", "The limit; `unlimited`, `infinity` or `-1` for none.")
    usesMax = parameters.optional("use_max", default: false, "Keep the larger of the value there and this one.")
    usesMin = parameters.optional("use_min", default: false, "Keep the smaller of the value there and this one.")
    backup = parameters.optional("backup", default: false, "Keep a dated copy of a file that is changed.")
    dest = parameters.optional("dest", default: "/etc/security/limits.conf", "The file.")
    comment = parameters.optional("comment", default: "", "A comment at the line's end.")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    let isThere = machine.files.isRegular(dest)
    let folder = FilePath.folder(of: dest)
    if isThere {
      guard machine.files.isWritable(dest) else { throw ModuleFailure("\(dest) is not writable. Use sudo") }
    } else if !machine.files.isDirectory(folder) || !machine.files.isWritable(folder) {
      throw ModuleFailure(
        "directory \(folder) is not writable (check presence, access rights, use sudo)", parameter: "dest")
    }
    if usesMax, usesMin {
      throw ModuleFailure("Cannot use use_min and use_max at the same time.", parameter: "use_min")
    }
    try check(value, item.rawValue, "")
    let text = isThere ? try machine.files.readText(dest) : ""
    var result = ModuleResult()
    let (lines, message) = try edited(text.lines())
    let after = lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
    result.changed = after != text || !isThere
    result.message = message
    result.diffs = [
      ModuleResult.Diff(before: .string(text), after: .string(after), beforeHeader: dest, afterHeader: dest)
    ]
    guard result.changed, !machine.context.isCheck else { return result }
    if backup, let copy = try FileBackup.make(of: dest, on: machine) { result.values["backup_file"] = .string(copy) }
    try machine.files.replace(dest, with: Array(after.utf8))
    return result
  }

  private static let unlimited = ["unlimited", "infinity", "-1"]

  private func check(_ value: String, _ item: String, _ prefix: String) throws {
    if item == "nice" || item == "priority" {
      if let number = Int(value), (-20...19).contains(number) { return }
      throw ModuleFailure(
        "\(prefix) Value of '\(value)' for item '\(item)' is invalid. Value must be a number in the range -20 to 19 "
          + "inclusive. Refer to the limits.conf(5) manual pages for more details.", parameter: "value")
    }
    if Self.unlimited.contains(value) || (!value.isEmpty && value.allSatisfy(\.isNumber)) { return }
    throw ModuleFailure(
      "\(prefix) Value of '\(value)' for item '\(item)' is invalid. Value must either be 'unlimited', 'infinity' or "
        + "-1, all of which indicate no limit, or a limit of 0 or larger. Refer to the limits.conf(5) manual pages for "
        + "more details.", parameter: "value")
  }

  private func edited(_ lines: [String]) throws -> (lines: [String], message: String) {
    var result: [String] = []
    var message: String?
    for line in lines {
      let parts = line.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let fields = line.hasPrefix("#") ? [] : (parts.first ?? "").trimmingSpace().words()
      guard fields.count == 4 else {
        result.append(line)
        continue
      }
      try check(fields[3], fields[2], "Invalid configuration found in '\(dest)'.")
      guard fields[0] == domain, fields[1] == kind.rawValue, fields[2] == item.rawValue else {
        result.append(line)
        continue
      }
      let chosen = choice(fields[3])
      let old = parts.count > 1 ? String(parts[1]) : ""
      result.append(chosen == fields[3] ? line : self.line(chosen, comment.isEmpty ? old : comment))
      message = result.last
    }
    if message == nil {
      result.append(line(value, comment))
      message = result.last
    }
    return (result, (message ?? "") + "\n")
  }

  private func line(_ value: String, _ comment: String) -> String {
    "\(domain)\t\(kind.rawValue)\t\(item.rawValue)\t\(value)\(comment.isEmpty ? "" : "\t#" + comment)"
  }

  private func choice(_ now: String) -> String {
    guard usesMax || usesMin, now != value else { return value }
    let isOpen = item != .nice && item != .priority
    let nowIsUnlimited = isOpen && Self.unlimited.contains(now)
    let valueIsUnlimited = isOpen && Self.unlimited.contains(value)
    if usesMax {
      if nowIsUnlimited { return now }
      if valueIsUnlimited { return value }
      return String(max(Int(value) ?? 0, Int(now) ?? 0))
    }
    if nowIsUnlimited { return valueIsUnlimited ? now : value }
    if valueIsUnlimited { return now }
    return String(min(Int(value) ?? 0, Int(now) ?? 0))
  }
}
