import FleetCore

/// A result as Ansible's default callback prints it after `=>`.
struct ResultText {
  /// How results are written (`callback_result_format`); `debug` is the callback of that name.
  enum Format: String, Sendable { case json, yaml, debug }

  var verbosity: Int
  var format: Format = .json
  /// `callback_format_pretty`; nil is as the format has it.
  var isPretty: Bool?

  init(verbosity: Int, format: Format = .json, isPretty: Bool? = nil) {
    self.verbosity = verbosity
    self.format = format
    self.isPretty = isPretty
  }

  /// What `debug` shows: its message alone, or its variable without the fields that every result has.
  static func debugValues(_ result: ValueMap) -> ValueMap {
    if let message = result["msg"] { return ["msg": message] }
    var shown = result
    for key in [
      "changed", "failed", "skipped", "invocation", "skip_reason", "ansible_loop_var", "ansible_index_var",
      "ansible_loop",
    ] {
      shown.removeValue(forKey: key)
    }
    return shown
  }

  /// `indent` as a callback asks for it; 0 breaks lines without indenting.
  func dump(_ outcome: ValueMap, isAlwaysVerbose: Bool = false, indent: Int? = nil) -> String {
    var shown = outcome
    if verbosity < 3 {
      shown.removeValue(forKey: "invocation")
      shown.removeValue(forKey: "diff")
    }
    for key in ["exception", "warnings", "deprecations"] { shown.removeValue(forKey: key) }
    for key in shown.stringKeys where key.hasPrefix("_ansible_") { shown.removeValue(forKey: key) }
    switch format {
    case .json: return json(shown, self.indent(indent, isAlwaysVerbose))
    case .yaml: return yaml(shown, self.indent(indent, isAlwaysVerbose))
    case .debug: return sections(shown)
    }
  }

  private func indent(_ wanted: Int?, _ isAlwaysVerbose: Bool) -> Int? {
    if isPretty == false { return nil }
    if let wanted, wanted > 0 { return wanted }
    let isIndented = isAlwaysVerbose || (isPretty == nil && format == .yaml) || isPretty == true || verbosity > 2
    return isIndented ? 4 : wanted
  }

  private func json(_ shown: ValueMap, _ indent: Int?) -> String {
    JSONWriter(indent: indent, sortsKeys: true, asciiOnly: false).write(.map(shown))
  }

  private func yaml(_ map: ValueMap, _ indent: Int?) -> String {
    var shown = map
    let isLossy = isPretty != false
    if isLossy {
      for stream in ["stdout", "stderr"] where shown[stream] != nil && shown["\(stream)_lines"] != nil {
        shown["\(stream)_lines"] = "<omitted>"
      }
    }
    let text = ResultYAML(isLossy: isLossy, indent: indent).text(.map(shown))
    let margin = String(repeating: " ", count: indent ?? 4)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.allSatisfy(\.isWhitespace) ? String(line) : margin + line
    }
    return "\n" + lines.joined(separator: "\n")
  }

  /// The callback `debug`: texts stand below the result as they are.
  private func sections(_ map: ValueMap) -> String {
    var shown = map
    var text = ""
    for key in ["stdout", "stdout_lines", "stderr", "stderr_lines", "msg", "module_stdout", "module_stderr"] {
      guard let value = shown.removeValue(forKey: key), !key.hasSuffix("_lines"), value.isTruthy else { continue }
      text += "\n\n\(key.uppercased()):\n\n\(value.string ?? JSONWriter.keyText(value))\n"
    }
    return json(shown, 4) + text
  }
}
