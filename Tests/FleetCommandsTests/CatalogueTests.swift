import FleetCore
import FleetSystem
import FleetTestSupport
import Testing

@testable import FleetCommands

/// The catalogue of codes: complete, and the page made of it current.
struct CatalogueTests {
  /// Every code that a target declares is in the catalogue, once, with a page that says something.
  @Test func everyCodeHasAPage() throws {
    let codes = DiagnosticCode.all
    let known = Set(codes.map(\.name))
    #expect(known.count == codes.count, "a code stands twice in the catalogue")
    for code in codes { #expect(code.explanation.count > 30, "\(code.name) says too little") }
    for file in try Repository.files(below: "Sources", endings: ["DiagnosticCodes.swift"]) {
      for line in file.lines {
        guard let range = line.firstRange(of: "\"FL0") else { continue }
        let name = line[range.lowerBound...].dropFirst().prefix { $0 != "\"" }
        #expect(known.contains(String(name)), "\(name) of \(file.path) is in no list of codes")
      }
    }
  }

  /// `docs/errors.md` is what `fleet explain --markdown` prints.
  @Test func theErrorPageIsCurrent() throws {
    let path = FilePath.join(Repository.root, "docs/errors.md")
    let text = ErrorPage.text(DiagnosticCode.all)
    if CaseFile.isUpdating { try FileSystem.replace(path, with: Array(text.utf8)) }
    let written = (try? FileSystem.readText(path)) ?? ""
    #expect(written == text, "docs/errors.md is stale: write it with `fleet explain --markdown`")
  }
}
