import CCrypto

/// The contents of known_hosts files, indexed once: plain names by a dictionary, hashed ones by their salt.
struct KnownHosts: Sendable {
  enum Marker: Sendable { case none, revoked, certificateAuthority }

  struct Entry: Sendable {
    let key: HostKey
    let marker: Marker
    let file: String
    let line: Int
    /// `file:line`, for messages.
    var place: String { "\(file):\(line)" }
  }

  /// What the files say about a key that a machine showed.
  enum Verdict: Sendable {
    case known
    case unknown
    /// Only a certificate authority is known for the machine.
    case onlyAuthority(Entry)
    /// Another key is known.
    case changed(Entry)
    case revoked(Entry)
  }

  private struct Hashed: Sendable {
    let salt: [UInt8]
    let digest: [UInt8]
    let entry: Int
  }

  private struct Patterned: Sendable {
    let patterns: [Substring]
    let entry: Int
  }

  private var entries: [Entry] = []
  private var plain: [String: [Int]] = [:]
  private var hashed: [Hashed] = []
  private var patterned: [Patterned] = []

  /// `[host]:port` unless the port is the usual one, as OpenSSH writes it.
  static func name(_ host: String, port: UInt16) -> String {
    let lowered = host.lowercased()
    return port == 22 ? lowered : "[\(lowered)]:\(port)"
  }

  mutating func add(text: String, file: String) {
    var number = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      add(line: line, file: file, number: number)
    }
  }

  mutating func add(line: Substring, file: String, number: Int) {
    var words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" })[...]
    guard let first = words.first, !first.hasPrefix("#") else { return }
    var marker = Marker.none
    if first == "@revoked" || first == "@cert-authority" {
      marker = first == "@revoked" ? .revoked : .certificateAuthority
      words = words.dropFirst()
    }
    // names, type, key; anything else is not a line of this format and says nothing.
    guard words.count >= 3, let names = words.popFirst(), words.popFirst() != nil, let text = words.popFirst(),
      let key = HostKey(base64: String(text))
    else { return }
    entries.append(Entry(key: key, marker: marker, file: file, line: number))
    index(names, entry: entries.count - 1)
  }

  private mutating func index(_ names: Substring, entry: Int) {
    if names.hasPrefix("|1|") {
      let parts = names.split(separator: "|")
      if parts.count == 3, let salt = Base64.decode(String(parts[1])), let digest = Base64.decode(String(parts[2])) {
        hashed.append(Hashed(salt: salt, digest: digest, entry: entry))
      }
      return
    }
    let patterns = names.split(separator: ",")
    if names.contains(where: { $0 == "*" || $0 == "?" || $0 == "!" }) {
      patterned.append(Patterned(patterns: patterns, entry: entry))
    } else {
      for name in patterns { plain[name.lowercased(), default: []].append(entry) }
    }
  }

  /// The entries for a name, in the order of the files.
  private func entries(named name: String) -> [Entry] {
    var found = plain[name] ?? []
    for candidate in hashed where Self.digest(name, salt: candidate.salt) == candidate.digest {
      found.append(candidate.entry)
    }
    for candidate in patterned where HostPattern.matches(name, candidate.patterns) { found.append(candidate.entry) }
    return found.sorted().map { entries[$0] }
  }

  /// HMAC-SHA1, as `ssh-keygen -H` hashes names.
  static func digest(_ name: String, salt: [UInt8]) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: 20)
    var length: UInt32 = 0
    let bytes = Array(name.utf8)
    _ = HMAC(EVP_sha1(), salt, Int32(salt.count), bytes, bytes.count, &output, &length)
    return output
  }

  /// The key types known for a machine, in the order of the files.
  func types(_ host: String, port: UInt16) -> [String] {
    var found: [String] = []
    for entry in entries(named: Self.name(host, port: port))
    where entry.marker == .none && !found.contains(entry.key.type) {
      found.append(entry.key.type)
    }
    return found
  }

  func verdict(on key: HostKey, host: String, port: UInt16) -> Verdict {
    let named = entries(named: Self.name(host, port: port))
    // As OpenSSH does: a key known for the machine without its port is good too, but a different one says nothing.
    let bare = port == 22 ? [] : entries(named: Self.name(host, port: 22))
    if let revoked = (named + bare).first(where: { $0.marker == .revoked && $0.key == key }) {
      return .revoked(revoked)
    }
    if (named + bare).contains(where: { $0.marker == .none && $0.key == key }) { return .known }
    let others = named.filter { $0.marker == .none }
    if let other = others.first(where: { $0.key.type == key.type }) ?? others.first { return .changed(other) }
    if let authority = named.first(where: { $0.marker == .certificateAuthority }) { return .onlyAuthority(authority) }
    return .unknown
  }
}
