import FleetCore

/// Filters for URLs.
enum URLFilters {
  static let table: [String: FunctionRegistry.Filter] = [
    "urldecode": { value, _, _ in .string(URLText.unquotePlus(try value.string(named: "string"))) },
    "urlencode": { value, _, _ in
      if value.isString || (value.mapObject == nil && (try? value.elements()) == nil) {
        return .string(URLText.quote(try value.text()))
      }
      func part(_ value: JinjaValue) throws -> String {
        PythonText.replace(URLText.quote(try value.text(), safe: ""), "%20", with: "+")
      }
      let pairs =
        try value.mapObject?.pairs().map { (JinjaValue(key: $0.key), $0.value) }
        ?? value.elements().map { pair -> (JinjaValue, JinjaValue) in
          let parts = try pair.elements()
          guard parts.count == 2 else { throw TemplateFault("urlencode needs pairs", kind: .value) }
          return (parts[0], parts[1])
        }
      return .string(try pairs.map { try part($0) + "=" + part($1) }.joined(separator: "&"))
    },
    "urlize": { value, arguments, context in
      let given = try arguments.bound(
        to: ["trim_url_limit", "nofollow", "target", "rel", "extra_schemes"], of: "urlize")
      var words = Set(PythonText.words(try given.text("rel") ?? ""))
      if try given.flag("nofollow", default: false) { words.insert("nofollow") }
      words.insert("noopener")
      let schemes = try given.value("extra_schemes")?.elements().map { try $0.text() } ?? []
      for scheme in schemes {
        guard try Regex.compile(#"^([\w.+-]{2,}:(/){0,2})$"#).match(in: scheme, anchor: .whole) != nil else {
          throw TemplateFault("\(PythonText.repr(scheme)) is not a valid URI scheme prefix.")
        }
      }
      let linker = URLLinker(
        limit: try given.int("trim_url_limit"), rel: words.sorted().joined(separator: " "),
        target: try given.text("target"), schemes: schemes)
      let isSafe = if case .markup = value { true } else { false }
      let text = try linker.link(isSafe ? try value.text() : HTMLText.escape(try value.text()))
      return context.autoescape ? .markup(text) : .string(text)
    },
    "urlsplit": { value, arguments, _ in
      let given = try arguments.bound(to: ["query", "alias"], of: "urlsplit")
      let url = try URLText(try value.string(named: "url"))
      func optional(_ text: String?) -> JinjaValue { text.map { .string($0) } ?? .null }
      let parts: [(String, JinjaValue)] = [
        ("fragment", .string(url.fragment)), ("hostname", optional(url.hostname)), ("netloc", .string(url.netloc)),
        ("password", optional(url.password)), ("path", .string(url.path)),
        ("port", try url.port().map { .int($0) } ?? .null), ("query", .string(url.query)),
        ("scheme", .string(url.scheme)), ("username", optional(url.username)),
      ]
      guard let wanted = try given.string("query"), !wanted.isEmpty else { return .map(parts) }
      guard let found = parts.first(where: { $0.0 == wanted }) else {
        throw TemplateFault("urlsplit: unknown URL component: \(wanted)", kind: .value)
      }
      return found.1
    },
  ]
}
