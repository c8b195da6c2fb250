import FleetCore

/// A result as Ansible's default callback prints it after `=>`.
struct ResultText {
  /// How results are written (`callback_result_format`).
  enum Format: String, Sendable { case json, yaml }

  var verbosity: Int
  var format: Format = .json

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

  func dump(_ outcome: ValueMap, isAlwaysVerbose: Bool) -> String {
    var shown = outcome
    if verbosity < 3 {
      shown.removeValue(forKey: "invocation")
      shown.removeValue(forKey: "diff")
    }
    for key in ["exception", "warnings", "deprecations"] { shown.removeValue(forKey: key) }
    for key in shown.stringKeys where key.hasPrefix("_ansible_") { shown.removeValue(forKey: key) }
    let indent = isAlwaysVerbose || verbosity > 2 ? 4 : nil
    return JSONWriter(indent: indent, sortsKeys: true, asciiOnly: false).write(.map(shown))
  }
}
