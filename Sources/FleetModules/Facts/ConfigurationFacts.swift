import FleetCore
import FleetSystem

/// What small files of the machine say: kernel command line, DNS, LSB, iSCSI, NVMe.
enum ConfigurationFacts {
  static func commandLine(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    guard let text = source.text("/proc/cmdline") else { return ["cmdline": [:], "proc_cmdline": [:]] }
    var last: ValueMap = [:]
    var all: ValueMap = [:]
    for piece in quotedWords(text) {
      let parts = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else {
        last[parts[0]] = true
        all[parts[0]] = true
        continue
      }
      let value = Value.string(parts[1])
      last[parts[0]] = value
      switch all[parts[0]] {
      case nil: all[parts[0]] = value
      case .list(let items)?: all[parts[0]] = .list(items + [value])
      case let first?: all[parts[0]] = .list([first, value])
      }
    }
    return ["cmdline": .map(last), "proc_cmdline": .map(all)]
  }

  /// Words in which quotes keep spaces together and stay in place (Python's `shlex.split(posix=False)`).
  private static func quotedWords(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    var quote: Character?
    for character in text {
      if let open = quote {
        word.append(character)
        if character == open { quote = nil }
      } else if character.isWhitespace {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        if word.isEmpty, character == "\"" || character == "'" { quote = character }
        word.append(character)
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  static func dns(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    var facts: ValueMap = [:]
    for line in source.lines("/etc/resolv.conf") where !line.hasPrefix("#") && !line.hasPrefix(";") {
      let words = line.words()
      guard let keyword = words.first else { continue }
      let rest = words.dropFirst()
      switch keyword {
      case "nameserver": facts["nameservers"] = .list((facts["nameservers"]?.list ?? []) + rest.map { .string($0) })
      case "domain": if let name = rest.first { facts["domain"] = .string(name) }
      case "search": facts["search"] = .strings(rest)
      case "sortlist": facts["sortlist"] = .strings(rest)
      case "options":
        var options: ValueMap = [:]
        for option in rest {
          let parts = option.split(separator: ":", maxSplits: 1).map(String.init)
          guard let name = parts.first else { continue }
          options[name] = parts.count == 2 ? .string(parts[1]) : true
        }
        facts["options"] = .map(options)
      default: break
      }
    }
    return ["dns": .map(facts)]
  }

  /// `lsb_release -a`, or what it would have said: /etc/lsb-release.
  static func lsb(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    var facts: ValueMap = [:]
    if let output = source.output("lsb_release", "-a") {
      let names = [
        ("LSB Version:", "release"), ("Distributor ID:", "id"), ("Description:", "description"),
        ("Release:", "release"), ("Codename:", "codename"),
      ]
      for line in output.lines() {
        guard let colon = line.firstIndex(of: ":"), let name = names.first(where: { line.hasSubstring($0.0) }) else {
          continue
        }
        facts[name.1] = .string(line[line.index(after: colon)...].trimmingSpace())
      }
    } else {
      let names = [
        ("DISTRIB_ID", "id"), ("DISTRIB_RELEASE", "release"), ("DISTRIB_DESCRIPTION", "description"),
        ("DISTRIB_CODENAME", "codename"),
      ]
      for line in source.lines("/etc/lsb-release") {
        guard let sign = line.firstIndex(of: "="), let name = names.first(where: { line.hasSubstring($0.0) }) else {
          continue
        }
        facts[name.1] = .string(line[line.index(after: sign)...].trimmingSpace())
      }
    }
    if let release = facts["release"]?.string {
      facts["major_release"] = .string(String(release.prefix { $0 != "." }))
    }
    facts = facts.mapValues { value in .string((value.string ?? "").trimming("'\"\\")) }
    return ["lsb": .map(facts)]
  }

  static func iscsi(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    let line = source.lines("/etc/iscsi/initiatorname.iscsi").first { $0.hasPrefix("InitiatorName=") }
    return ["iscsi_iqn": .string(line.map { String($0.dropFirst("InitiatorName=".count)) } ?? "")]
  }

  static func nvme(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    let line = source.lines("/etc/nvme/hostnqn").first { $0.hasPrefix("nqn.") }
    return ["hostnqn": .string(line ?? "")]
  }

  static func fibreChannel(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    let ports = source.names(in: "/sys/class/fc_host").compactMap { source.text("/sys/class/fc_host/\($0)/port_name") }
    return ["fibre_channel_wwn": .strings(ports.map { $0.hasPrefix("0x") ? String($0.dropFirst(2)) : $0 })]
  }
}
