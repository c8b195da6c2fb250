import FleetCore
import FleetSystem

/// One setting: where it is written and how its text becomes a value.
struct SettingDefinition {
  /// `section.key`, the later ones winning.
  let keys: [String]
  let variables: [String]
  let apply: (inout Settings, String, Origin) throws(Fault) -> Void

  /// Where a text comes from: paths of ansible.cfg are relative to its folder, those of the environment to this one.
  struct Origin {
    let folder: String
  }

  struct Fault: Error {
    let expected: String
  }

  private init(
    _ keys: String, _ variables: String, _ apply: @escaping (inout Settings, String, Origin) throws(Fault) -> Void
  ) {
    self.keys = keys.spacedWords
    self.variables = variables.spacedWords
    self.apply = apply
  }

  static func text(_ path: WritableKeyPath<Settings, String>, _ keys: String, _ variables: String = "") -> Self {
    Self(keys, variables) { settings, text, _ throws(Fault) in settings[keyPath: path] = text }
  }

  static func text(_ path: WritableKeyPath<Settings, String?>, _ keys: String, _ variables: String = "") -> Self {
    Self(keys, variables) { settings, text, _ throws(Fault) in settings[keyPath: path] = text.isEmpty ? nil : text }
  }

  static func choice(
    _ path: WritableKeyPath<Settings, String>, _ choices: [String], _ keys: String, _ variables: String = ""
  ) -> Self {
    Self(keys, variables) { settings, text, _ throws(Fault) in
      guard choices.contains(text) else { throw Fault(expected: "one of \(choices.joined(separator: ", "))") }
      settings[keyPath: path] = text
    }
  }

  static func choice(
    _ path: WritableKeyPath<Settings, String?>, _ choices: [String], _ keys: String, _ variables: String = ""
  ) -> Self {
    Self(keys, variables) { settings, text, _ throws(Fault) in
      guard choices.contains(text) else { throw Fault(expected: "one of \(choices.joined(separator: ", "))") }
      settings[keyPath: path] = text
    }
  }

  static func flag(_ path: WritableKeyPath<Settings, Bool>, _ keys: String, _ variables: String = "") -> Self {
    Self(keys, variables) { settings, text, _ throws(Fault) in settings[keyPath: path] = try boolean(text) }
  }

  static func flag(_ path: WritableKeyPath<Settings, Bool?>, _ keys: String, _ variables: String = "") -> Self {
    Self(keys, variables) { settings, text, _ throws(Fault) in settings[keyPath: path] = try boolean(text) }
  }

  static func number(_ path: WritableKeyPath<Settings, Int>, _ keys: String, _ variables: String = "") -> Self {
    Self(keys, variables) { settings, text, _ throws(Fault) in
      if !text.isEmpty { settings[keyPath: path] = try integer(text) }
    }
  }

  static func number(_ path: WritableKeyPath<Settings, Int?>, _ keys: String, _ variables: String = "") -> Self {
    Self(keys, variables) { settings, text, _ throws(Fault) in
      settings[keyPath: path] = text.isEmpty || text == "None" ? nil : try integer(text)
    }
  }

  static func list(_ path: WritableKeyPath<Settings, [String]>, _ keys: String, _ variables: String = "") -> Self {
    Self(keys, variables) { settings, text, _ throws(Fault) in
      settings[keyPath: path] = text.split { $0 == "," || $0 == "\n" }.map { $0.trimmingSpace() }.filter { !$0.isEmpty }
    }
  }

  static func file(_ path: WritableKeyPath<Settings, String?>, _ keys: String, _ variables: String = "") -> Self {
    Self(keys, variables) { settings, text, origin throws(Fault) in
      settings[keyPath: path] = text.isEmpty ? nil : expanded(text, origin)
    }
  }

  static func files(_ path: WritableKeyPath<Settings, [String]>, _ keys: String, _ variables: String = "") -> Self {
    Self(keys, variables) { settings, text, origin throws(Fault) in
      settings[keyPath: path] = text.split(separator: ":").map { expanded($0.trimmingSpace(), origin) }
    }
  }

  /// The inventory: names joined by commas; one that is a list of hosts stays whole.
  static func sources(_ keys: String, _ variables: String) -> Self {
    Self(keys, variables) { settings, text, origin throws(Fault) in
      let parts = text.split(separator: ",").map { $0.trimmingSpace() }.filter { !$0.isEmpty }
      let paths = parts.map { expanded($0, origin) }
      // `host1,host2,` is a list of hosts when none of its parts is a file.
      settings.inventory = text.contains(",") && !paths.contains(where: FileSystem.exists) ? [text] : paths
      settings.isInventoryGiven = true
    }
  }

  static func mode(
    _ path: WritableKeyPath<Settings, Bool>, whenTrue: String, otherwise: String, _ keys: String, _ variables: String
  ) -> Self {
    Self(keys, variables) { settings, text, _ throws(Fault) in
      guard text == whenTrue || text == otherwise else { throw Fault(expected: "`\(whenTrue)` or `\(otherwise)`") }
      settings[keyPath: path] = text == whenTrue
    }
  }

  /// Ansible's `boolean()`.
  private static func boolean(_ text: String) throws(Fault) -> Bool {
    switch text.lowercased() {
    case "y", "yes", "on", "1", "true", "t", "1.0": return true
    case "n", "no", "off", "0", "false", "f", "0.0", "": return false
    default: throw Fault(expected: "yes or no")
    }
  }

  private static func integer(_ text: String) throws(Fault) -> Int {
    if let number = Int(text) { return number }
    if let number = Double(text), let whole = Int(exactly: number) { return whole }
    throw Fault(expected: "a whole number")
  }

  private static func expanded(_ text: String, _ origin: Origin) -> String {
    let path = FilePath.expandingHome(FilePath.expandingVariables(text))
    return FilePath.isAbsolute(path)
      ? FilePath.normalized(path) : FilePath.normalized(FilePath.join(origin.folder, path))
  }
}
