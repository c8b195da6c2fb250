import FleetCore

/// `lipsum(n, html, min, max)`: paragraphs of filler text.
enum LoremIpsum {
  private static let words = """
    a ac accumsan ad adipiscing aenean aliquam aliquet amet ante aptent arcu at auctor augue bibendum blandit class
    commodo condimentum congue consectetuer consequat conubia convallis cras cubilia cum curabitur curae cursus dapibus
    diam dictum dictumst dignissim dis dolor donec dui duis egestas eget eleifend elementum elit enim erat eros est et
    etiam eu euismod facilisi facilisis fames faucibus felis fermentum feugiat fringilla fusce gravida habitant
    hendrerit hymenaeos iaculis id imperdiet in integer interdum ipsum justo lacinia lacus laoreet lectus leo libero
    ligula litora lobortis lorem luctus maecenas magna magnis malesuada massa mattis mauris metus mi molestie mollis
    montes morbi mus nam nascetur natoque nec neque netus nibh nisi nisl non nonummy nostra nulla nullam nunc odio orci
    ornare parturient pede pellentesque penatibus per pharetra phasellus placerat platea porta porttitor posuere
    potenti praesent pretium primis proin pulvinar purus quam quis quisque rhoncus ridiculus risus rutrum sagittis
    sapien scelerisque sed sem semper senectus sit sociis sociosqu sodales sollicitudin suscipit suspendisse taciti
    tellus tempor tempus tincidunt torquent tortor tristique turpis ullamcorper ultrices ultricies urna ut varius
    vehicula vel velit venenatis vestibulum vitae vivamus viverra volutpat vulputate
    """.split(whereSeparator: \.isWhitespace).map(String.init)

  static func generate(_ arguments: CallArguments, _ context: EvaluationContext) throws -> JinjaValue {
    let bound = try arguments.bound(to: ["n", "html", "min", "max"], of: "lipsum")
    let count = bound["n"]?.wholeNumber ?? 5
    let isHTML = try bound["html"]?.isTruthy ?? true
    let least = bound["min"]?.wholeNumber ?? 20
    let most = bound["max"]?.wholeNumber ?? 100
    guard least < most else { throw TemplateFault("empty range for randrange() (\(least), \(most))", kind: .value) }
    guard count <= 10_000, most <= 100_000, max(0, count) * most <= Limits.sequenceElements else {
      throw TemplateFault("lipsum() of more than \(Limits.sequenceElements) words", kind: .limit)
    }
    let paragraphs = (0..<max(0, count)).map { _ in paragraph(Int.random(in: least..<most)) }
    guard isHTML else { return .string(paragraphs.joined(separator: "\n\n")) }
    return .markup(paragraphs.map { "<p>\($0)</p>" }.joined(separator: "\n"))
  }

  private static func paragraph(_ count: Int) -> String {
    var text = ""
    var isStart = true
    var toComma = Int.random(in: 3..<8)
    var toStop = Int.random(in: 10..<20)
    for position in 0..<max(0, count) {
      let word = words.randomElement() ?? "lorem"
      if position > 0 { text += " " }
      text += isStart ? word.prefix(1).uppercased() + word.dropFirst() : word
      isStart = false
      toComma -= 1
      toStop -= 1
      if position == count - 1 {
        text += "."
      } else if toStop == 0 {
        text += "."
        isStart = true
        toStop = Int.random(in: 10..<20)
        toComma = Int.random(in: 3..<8)
      } else if toComma == 0 {
        text += ","
        toComma = Int.random(in: 3..<8)
      }
    }
    return text
  }
}
