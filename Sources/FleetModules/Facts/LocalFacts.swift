import FleetCore
import FleetSystem

/// Facts that the machine's owner wrote: `*.fact` files, run when executable, read as JSON or INI.
struct LocalFacts {
  let folder: String
  private(set) var warnings: [String] = []

  init(folder: String) { self.folder = folder }

  mutating func collect(_ source: FactSource) -> ValueMap {
    let folder = source.path(folder)
    var local: ValueMap = [:]
    for name in (try? FileSystem.list(folder)) ?? [] where name.hasSuffix(".fact") && !name.hasPrefix(".") {
      local[String(name.dropLast(5))] = fact(FilePath.join(folder, name), source)
    }
    return ["local": .map(local)]
  }

  private mutating func fact(_ path: String, _ source: FactSource) -> Value {
    guard let status = try? FileSystem.status(path) else { return failed("Could not stat fact (\(path))") }
    var text = ""
    if status.permissions & 0o100 != 0 {
      do throws(SystemError) {
        let command = Command([path], environment: source.environment, timeoutSeconds: source.timeoutSeconds)
        let output = try command.run()
        guard output.isSuccess else {
          return failed(
            "Failure executing fact script (\(path)), rc: \(output.status), err: \(output.stderrText)")
        }
        text = output.stdoutText
      } catch {
        return failed("Could not execute fact script (\(path)): \(error.reason)")
      }
    } else {
      text = FileSystem.readLine(path) ?? ""
    }
    if let value = try? JSONReader.read(text) { return value }
    guard let sections = INISections.read(text) else {
      return failed("error loading facts as JSON or ini - please check content: \(path)")
    }
    guard let values = INISections.interpolated(sections) else {
      return failed("error loading facts as ini - please check content: \(path)")
    }
    return .map(values)
  }

  private mutating func failed(_ message: String) -> Value {
    warnings.append(message)
    return .string(message)
  }
}

/// INI as Python's `configparser` reads it, all values being text; nil where it would raise.
enum INISections {
  static func read(_ text: String) -> ValueMap? {
    var sections: ValueMap = [:]
    var section: String?
    var option: String?
    for line in text.lines() {
      let content = line.trimmingSpace()
      if content.isEmpty || content.hasPrefix("#") || content.hasPrefix(";") { continue }
      if line.first?.isWhitespace == true, let section, let option, var options = sections[section]?.map {
        options[option] = .string((options[option]?.string ?? "") + "\n" + content)
        sections[section] = .map(options)
      } else if content.hasPrefix("["), let end = content.lastIndex(of: "]") {
        let name = String(content[content.index(after: content.startIndex)..<end])
        if sections[name] != nil { return nil }
        if name != "DEFAULT" { sections[name] = [:] }
        section = name
        option = nil
      } else {
        guard let name = section, let sign = content.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return nil }
        let key = content[..<sign].trimmingSpace().lowercased()
        guard !key.isEmpty, var options = sections[name]?.map else { return nil }
        options[key] = .string(content[content.index(after: sign)...].trimmingSpace())
        sections[name] = .map(options)
        option = key
      }
    }
    return sections
  }
  /// `%(name)s` replaced by another option of the section and `%%` by `%`; nil where `configparser` would raise.
  static func interpolated(_ sections: ValueMap) -> ValueMap? {
    var result = sections
    for (section, value) in sections {
      guard var options = value.map else { continue }
      for (key, option) in options {
        guard let text = option.string, text.utf8.contains(UInt8(ascii: "%")) else { continue }
        guard let value = interpolated(text, options, depth: 0) else { return nil }
        options[key] = .string(value)
      }
      result[section] = .map(options)
    }
    return result
  }

  private static func interpolated(_ text: String, _ options: ValueMap, depth: Int) -> String? {
    guard depth < 10 else { return nil }
    var result = ""
    var rest = text[...]
    while let sign = rest.firstIndex(of: "%") {
      result += rest[..<sign]
      rest = rest[rest.index(after: sign)...]
      if rest.first == "%" {
        result += "%"
        rest = rest.dropFirst()
        continue
      }
      guard rest.first == "(", let end = rest.firstIndex(of: ")"), rest[end...].hasPrefix(")s"),
        let other = options[rest[rest.index(after: rest.startIndex)..<end].lowercased()]?.string,
        let value = interpolated(other, options, depth: depth + 1)
      else { return nil }
      result += value
      rest = rest[end...].dropFirst(2)
    }
    return result + rest
  }
}
