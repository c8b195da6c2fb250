/// `urlize`: addresses in a text become links.
struct URLLinker {
  let limit: Int?
  let rel: String
  let target: String?
  let schemes: [String]

  private static let address =
    #"^((https?://|www\.)(([\w%-]+\.)+)?([a-z]{2,63}|xn--[\w%]{2,59})"#
    + #"|([\w%-]{2,63}\.)+(com|net|int|edu|gov|org|info|mil)"#
    + #"|(https?://)((([\d]{1,3})(\.[\d]{1,3}){3})|(\[([\da-f]{0,4}:){2}([\da-f]{0,4}:?){1,6}])))"#
    + #"(?::[\d]{1,5})?(?:[/?#]\S*)?$"#
  private static let email = #"^\S+@\w[\w.-]*\.\w+$"#

  /// `text` is escaped already.
  func link(_ text: String) throws -> String {
    var result = ""
    var word = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if PythonText.isSpace(scalar) {
        result += try linked(String(word))
        word = String.UnicodeScalarView()
        result.unicodeScalars.append(scalar)
      } else {
        word.append(scalar)
      }
    }
    return result + (try linked(String(word)))
  }

  private func linked(_ word: String) throws -> String {
    guard !word.isEmpty else { return "" }
    var (head, middle, tail) = ("", word, "")
    if let match = try Regex.compile(#"^([(<]|&lt;)+"#).match(in: middle) {
      head = match.group(0) ?? ""
      middle = String(middle.dropFirst(head.count))
    }
    if let match = try Regex.compile(#"([)>.,\n]|&gt;)+$"#).match(in: middle) {
      tail = match.group(0) ?? ""
      middle = String(middle.dropLast(tail.count))
    }
    for (start, end) in [("(", ")"), ("<", ">"), ("&lt;", "&gt;")] {
      let opened = PythonText.split(middle, by: start).count - 1
      guard opened > PythonText.split(middle, by: end).count - 1 else { continue }
      for _ in 0..<min(opened, PythonText.split(tail, by: end).count - 1) {
        let parts = PythonText.split(tail, by: end, limit: 1)
        middle += parts[0] + end
        tail = parts.count > 1 ? parts[1] : ""
      }
    }
    return head + (try anchor(middle)) + tail
  }

  private func anchor(_ text: String) throws -> String {
    let relText = rel.isEmpty ? "" : " rel=\"\(HTMLText.escape(rel))\""
    let attributes = relText + (target.map { " target=\"\(HTMLText.escape($0))\"" } ?? "")
    func isEmail(_ text: String) throws -> Bool { try Regex.compile(Self.email).match(in: text) != nil }
    if try Regex.compile(Self.address, .ignoreCase).match(in: text, anchor: .start) != nil {
      let isFull = text.hasPrefix("https://") || text.hasPrefix("http://")
      return "<a href=\"\(isFull ? "" : "https://")\(text)\"\(attributes)>\(trimmed(text))</a>"
    }
    if text.hasPrefix("mailto:") {
      let address = String(text.dropFirst(7))
      if try isEmail(address) { return "<a href=\"\(text)\">\(address)</a>" }
    } else if text.contains("@"), !text.hasPrefix("www."), !text.hasPrefix("@"), !text.contains(":"),
      try isEmail(text)
    {
      return "<a href=\"mailto:\(text)\">\(text)</a>"
    }
    for scheme in schemes where text != scheme && text.hasPrefix(scheme) {
      return "<a href=\"\(text)\"\(attributes)>\(text)</a>"
    }
    return text
  }

  private func trimmed(_ text: String) -> String {
    guard let limit, text.unicodeScalars.count > limit else { return text }
    return PythonText.string(text.unicodeScalars.prefix(limit)) + "..."
  }
}
