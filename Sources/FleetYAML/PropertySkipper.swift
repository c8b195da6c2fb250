import CLibYAML
import FleetCore

/// Finds where a scalar begins behind its anchor and tag: libyaml gives the place of those.
struct PropertySkipper {
  private let file: SourceFile

  init(_ file: SourceFile) { self.file = file }

  func contentStart(after mark: yaml_mark_t) -> yaml_mark_t {
    var line = Int(mark.line)
    var column = Int(mark.column)
    var scalars = Array(file.line(line + 1).unicodeScalars)
    while true {
      while column < scalars.count, scalars[column] == " " || scalars[column] == "\t" { column += 1 }
      if column >= scalars.count || scalars[column] == "#" {
        guard line + 1 < file.lineCount else { return mark }
        line += 1
        column = 0
        scalars = Array(file.line(line + 1).unicodeScalars)
      } else if scalars[column] == "!" || scalars[column] == "&" {
        while column < scalars.count, scalars[column] != " ", scalars[column] != "\t" { column += 1 }
        // A property at the end of its line with nothing behind it stands for an empty value.
        if column >= scalars.count, line + 1 >= file.lineCount { return mark }
      } else {
        return yaml_mark_t(index: mark.index, line: line, column: column)
      }
    }
  }
}
