/// The colours of Ansible's default output, as terminal codes.
enum TextColor: String {
  case ok = "0;32"
  case changed = "0;33"
  case skipped = "0;36"
  case error = "0;31"
  case unreachable = "1;31"
  case debug = "1;30"
  case verbose = "0;34"
  case warning = "1;35"

  /// `text` in this colour, line by line as Ansible's `stringc` does.
  func paint(_ text: String, enabled: Bool) -> String {
    guard enabled else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "\u{1B}[\(rawValue)m\($0)\u{1B}[0m" }.joined(separator: "\n")
  }
}
