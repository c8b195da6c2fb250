import FleetCore

/// INI text as Python's `configparser` reads it.
package struct INIText {
  package struct Option {
    package let name: String
    package var value: String?
  }
  package struct Section {
    package let name: String
    package var options: [Option] = []
  }

  package private(set) var sections: [Section] = []
  private var defaults: [Option] = []
  private let keepsCase: Bool

  package init(_ text: String, allowsNoValue: Bool = false, keepsCase: Bool = false, name: String = "<ini>") throws {
    self.keepsCase = keepsCase
    var current: Int?
    var isDefault = false
    var indent = 0
    var openOption = false
    for (number, raw) in PythonText.split(text, by: "\n").enumerated() {
      let line = PythonText.strip(raw, leading: false)
      let content = PythonText.strip(line)
      if content.isEmpty || content.hasPrefix("#") || content.hasPrefix(";") {
        if content.isEmpty, openOption { append("", current, isDefault) }
        continue
      }
      let depth = line.unicodeScalars.prefix(while: PythonText.isSpace).count
      if openOption, depth > indent {
        append(content, current, isDefault)
        continue
      }
      indent = depth
      openOption = false
      if content.hasPrefix("["), let end = content.lastIndex(of: "]") {
        let title = String(content[content.index(after: content.startIndex)..<end])
        isDefault = title == "DEFAULT"
        guard !isDefault else { continue }
        guard !sections.contains(where: { $0.name == title }) else {
          throw TemplateFault("While reading from '\(name)' [line \(number + 1)]: section '\(title)' already exists")
        }
        sections.append(Section(name: title))
        current = sections.count - 1
        continue
      }
      guard isDefault || current != nil else {
        throw TemplateFault("File contains no section headers. file: '\(name)', line: \(number + 1)")
      }
      let mark = content.firstIndex { $0 == "=" || $0 == ":" }
      let key = PythonText.strip(mark.map { String(content[..<$0]) } ?? content)
      guard mark != nil || allowsNoValue, !key.isEmpty else {
        throw TemplateFault("Source contains parsing errors: '\(name)' [line \(number + 1)]: \(PythonText.repr(raw))")
      }
      let value = mark.map { PythonText.strip(String(content[content.index(after: $0)...])) }
      try add(Option(name: keepsCase ? key : key.lowercased(), value: value), current, isDefault, name, number + 1)
      openOption = mark != nil
    }
    trim()
  }

  private mutating func append(_ line: String, _ section: Int?, _ isDefault: Bool) {
    func extend(_ option: inout Option) { option.value = (option.value ?? "") + "\n" + line }
    if isDefault {
      if !defaults.isEmpty { extend(&defaults[defaults.count - 1]) }
    } else if let section, !sections[section].options.isEmpty {
      extend(&sections[section].options[sections[section].options.count - 1])
    }
  }

  private mutating func add(
    _ option: Option, _ section: Int?, _ isDefault: Bool, _ name: String, _ line: Int
  ) throws {
    let known = isDefault ? defaults : section.map { sections[$0].options } ?? []
    guard !known.contains(where: { $0.name == option.name }) else {
      throw TemplateFault("Duplicate option in '\(name)': '\(option.name)' in line \(line)")
    }
    if isDefault {
      defaults.append(option)
    } else if let section {
      sections[section].options.append(option)
    }
  }

  /// Blank lines at the end of a value do not belong to it.
  private mutating func trim() {
    func trimmed(_ option: Option) -> Option {
      Option(name: option.name, value: option.value.map { PythonText.strip($0, leading: false) })
    }
    defaults = defaults.map(trimmed)
    for index in sections.indices { sections[index].options = sections[index].options.map(trimmed) }
  }

  package func hasSection(_ name: String) -> Bool { name == "DEFAULT" || sections.contains { $0.name == name } }

  /// The options of a section with the defaults below them.
  package func options(of section: String) -> [Option] {
    let own = sections.first { $0.name == section }?.options ?? []
    return own + defaults.filter { fallback in !own.contains { $0.name == fallback.name } }
  }

  /// The value of an option, `%(name)s` replaced when `interpolates`.
  package func value(_ name: String, in section: String, interpolates: Bool = true) throws -> Option? {
    let options = options(of: section)
    let wanted = keepsCase ? name : name.lowercased()
    guard var found = options.first(where: { $0.name == wanted }) else { return nil }
    if interpolates, let text = found.value { found.value = try interpolate(text, options, depth: 0) }
    return found
  }

  private func interpolate(_ text: String, _ options: [Option], depth: Int) throws -> String {
    guard text.contains("%") else { return text }
    guard depth < 10 else { throw TemplateFault("Recursion limit exceeded in value substitution: \(text)") }
    var result = ""
    var rest = text[...]
    while let mark = rest.firstIndex(of: "%") {
      result += rest[..<mark]
      let after = rest[rest.index(after: mark)...]
      if after.hasPrefix("%") {
        result += "%"
        rest = after.dropFirst()
      } else if after.hasPrefix("("), let end = after.range(ofScalars: ")s") {
        let name = String(after[after.index(after: after.startIndex)..<end.lowerBound])
        let wanted = keepsCase ? name : name.lowercased()
        guard let value = options.first(where: { $0.name == wanted })?.value else {
          throw TemplateFault("Bad value substitution: the text refers to the option '\(name)', which is not there")
        }
        result += try interpolate(value, options, depth: depth + 1)
        rest = after[end.upperBound...]
      } else {
        throw TemplateFault("'%' must be followed by '%' or '(', found: '\(rest[mark...])'")
      }
    }
    return result + rest
  }
}

extension Substring {
  /// Where `needle` stands, by code points.
  func range(ofScalars needle: String) -> Range<String.Index>? {
    let wanted = Array(needle.unicodeScalars)
    var index = unicodeScalars.startIndex
    while index < unicodeScalars.endIndex {
      if unicodeScalars[index...].starts(with: wanted) {
        return index..<unicodeScalars.index(index, offsetBy: wanted.count)
      }
      index = unicodeScalars.index(after: index)
    }
    return nil
  }
}
