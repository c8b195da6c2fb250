/// CSV as Python's `csv` module reads it in its `excel` dialect.
package enum CSVText {
  package static func rows(_ text: String, delimiter: Unicode.Scalar = ",") -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field = String.UnicodeScalarView()
    var inQuotes = false
    var wasQuoted = false
    let scalars = Array(text.unicodeScalars)
    var position = 0
    func next() -> Unicode.Scalar? { position + 1 < scalars.count ? scalars[position + 1] : nil }
    func endField() {
      row.append(String(field))
      field = String.UnicodeScalarView()
      wasQuoted = false
    }
    while position < scalars.count {
      let scalar = scalars[position]
      if inQuotes {
        if scalar == "\"" {
          if next() == "\"" {
            field.append("\"")
            position += 1
          } else {
            inQuotes = false
          }
        } else {
          field.append(scalar)
        }
      } else if scalar == "\"", field.isEmpty, !wasQuoted {
        inQuotes = true
        wasQuoted = true
      } else if scalar == delimiter {
        endField()
      } else if scalar == "\n" || scalar == "\r" {
        if scalar == "\r", next() == "\n" { position += 1 }
        if !row.isEmpty || !field.isEmpty || wasQuoted { endField() }
        rows.append(row)
        row = []
      } else {
        field.append(scalar)
      }
      position += 1
    }
    if !row.isEmpty || !field.isEmpty || wasQuoted {
      endField()
      rows.append(row)
    }
    return rows
  }
}
