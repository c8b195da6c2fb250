import FleetCore
import FleetModuleKit
import Testing

/// A declaration with a parameter of every kind.
private struct Toy: ParameterReading {
  static let name = "toy"
  static let summary = "Nothing."

  enum Color: String, ParameterChoice {
    case red, green, yes
  }

  struct Part: Equatable {
    let name: String
    let count: Int
  }

  let name: String
  let force: Bool
  let count: Int?
  let color: Color
  let words: [String]
  let mode: FileMode?
  let parts: [Part]?

  init(_ parameters: inout Parameters) {
    name = parameters.required("name", aliases: ["title"], "A name.")
    force = parameters.optional("force", default: false, "A flag.")
    count = parameters.optional("count", "A number.")
    color = parameters.optional("color", default: .red, "A color.")
    words = parameters.optional("words", default: [], "Words.")
    mode = parameters.optional("mode", "Bits.")
    parts = parameters.groups("parts", "Parts.") { inner in
      Part(name: inner.required("name", "Its name."), count: inner.optional("count", default: 1, "How many."))
    }
    parameters.mutuallyExclusive("count", "words")
    parameters.required("mode", if: "color", is: "green")
  }
}

@Suite struct ParametersTests {
  private func wording(_ arguments: ValueMap) -> [String] {
    do {
      _ = try Toy.decode(arguments)
      return []
    } catch {
      return error.faults.map(\.wording)
    }
  }

  @Test func describesWhatIsDeclared() {
    let spec = ModuleSpec(Toy.self)
    #expect(spec.parameters.map(\.name) == ["name", "force", "count", "color", "words", "mode", "parts"])
    #expect(spec.parameters[0].isRequired && spec.parameters[0].aliases == ["title"])
    #expect(spec.parameters[3].choices == ["red", "green", "yes"] && spec.parameters[3].defaultValue == "red")
    #expect(spec.parameters[6].suboptions.map(\.name) == ["name", "count"])
  }

  @Test func convertsAsAnsibleDoes() throws {
    let toy = try Toy.decode([
      "title": 5, "force": "yes", "count": "12", "mode": 420, "color": true, "parts": ["name": "a"],
    ])
    #expect(toy.name == "5" && toy.force && toy.count == 12 && toy.mode == .bits(0o644) && toy.color == .yes)
    #expect(toy.parts == [Toy.Part(name: "a", count: 1)])
    #expect(try Toy.decode(["name": "x", "words": "a, b"]).words == ["a", " b"])
    #expect(try Toy.decode(["name": "x", "count": nil, "mode": "u+x"]).mode == .symbolic("u+x"))
  }

  @Test func tellsAllFaultsAtOnce() {
    #expect(
      wording(["colour": "red", "force": "maybe", "color": "blue", "count": 1, "words": "x"]) == [
        "parameters are mutually exclusive: count|words", "missing required arguments: name",
        "argument 'force' is of type str and we were unable to convert to bool: The value 'maybe' is not a valid "
          + "boolean. Valid booleans include: 'y', 'yes', 'on', '1', 'true', 't', 1, 'n', 'no', 'off', '0', 'false', "
          + "'f', 0", "value of color must be one of: red, green, yes, got: blue",
        "Unsupported parameters for (toy) module: colour. Supported parameters include: color, count, force, mode, "
          + "name, parts, words (title).",
      ])
    #expect(wording(["name": "x", "color": "green"]) == ["color is green but all of the following are missing: mode"])
    #expect(wording(["name": "x", "parts": [["count": 1]]]) == ["missing required arguments: name found in parts[0]"])
  }

  @Test func checksWhatIsWritten() {
    let spec = ModuleSpec(Toy.self)
    let written: [WrittenValue.Entry] = [
      .init(key: "name", value: .notYetKnown), .init(key: "nmae", value: .known("x")),
      .init(key: "words", value: .list([.notYetKnown, .known("b")])),
      .init(key: "parts", value: .list([.notYetKnown, .map([.init(key: "count", value: .known("many"))])])),
    ]
    let faults = spec.faults(in: written)
    #expect(faults.map(\.parameter) == ["parts[1].name", "parts[1].count", "nmae"])
    #expect(faults.last?.help == "did you mean `name`?")
    #expect(spec.faults(in: [.init(key: "name", value: .known("x"))]).isEmpty)
  }

  @Test(arguments: [
    ("u=rwX,g-w,o=", 0o100664, false, 0o640), ("u=rwX,g=u", 0o040700, true, 0o770), ("+x", 0o644, false, 0o755),
    ("a-x", 0o755, false, 0o644), ("g+s,o+t,u+s", 0o755, false, 0o7755), ("o=g", 0o750, false, 0o755),
  ])
  func symbolicModes(_ text: String, _ current: Int, _ isDirectory: Bool, _ wanted: Int) throws {
    let mode = try FileMode.convert(.string(text), paths: PathExpansion())
    #expect(try mode.bits(current: UInt32(current), isDirectory: isDirectory, umask: 0o022) == UInt32(wanted))
  }

  @Test func octalModes() throws {
    #expect(try FileMode.convert("0644", paths: PathExpansion()) == .bits(0o644))
    #expect(try FileMode.convert(.int(0o755), paths: PathExpansion()) == .bits(0o755))
    #expect(throws: ConversionFault.self) { try FileMode.convert("u=rwz", paths: PathExpansion()) }
  }
}
