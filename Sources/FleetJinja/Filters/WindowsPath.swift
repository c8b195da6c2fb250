/// Python's `ntpath`, for the `win_` filters.
enum WindowsPath {
  private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool { scalar == "\\" || scalar == "/" }

  static func splitDrive(_ path: String) -> (drive: String, rest: String) {
    let scalars = Array(path.unicodeScalars)
    func parts(_ cut: Int) -> (drive: String, rest: String) {
      (PythonText.string(scalars[..<cut]), PythonText.string(scalars[cut...]))
    }
    guard scalars.count >= 2 else { return ("", path) }
    if isSeparator(scalars[0]), isSeparator(scalars[1]) {
      guard let host = scalars[2...].firstIndex(where: isSeparator) else { return (path, "") }
      return parts(scalars[(host + 1)...].firstIndex(where: isSeparator) ?? scalars.count)
    }
    return scalars[1] == ":" ? parts(2) : ("", path)
  }

  static func split(_ path: String) -> (folder: String, name: String) {
    let (drive, rest) = splitDrive(path)
    let scalars = Array(rest.unicodeScalars)
    let start = scalars.lastIndex(where: isSeparator).map { $0 + 1 } ?? 0
    var folder = scalars[..<start]
    while let last = folder.last, isSeparator(last) { folder.removeLast() }
    if folder.isEmpty { folder = scalars[..<start] }
    return (drive + PythonText.string(folder), PythonText.string(scalars[start...]))
  }
}
