import FleetModuleKit
import FleetSystem

/// What is mounted now.
struct MountedFileSystems {
  private var sources: [String: String] = [:]

  init(_ machine: Machine) {
    let text = (try? machine.files.readText("/proc/self/mountinfo")) ?? ""
    for line in text.lines() {
      let words = line.words()
      guard words.count > 9, let dash = words.firstIndex(of: "-"), dash + 2 < words.count else { continue }
      let root = MountFacts.unescaped(words[3])
      let device = MountFacts.unescaped(words[dash + 2])
      // Of a bind mount the folder is the source.
      sources[MountFacts.unescaped(words[4])] = root == "/" ? device : root
    }
  }

  /// The source of what is mounted at a path; nil when nothing is.
  func source(of path: String) -> String? {
    sources[FilePath.normalized(path)] ?? sources[FileSystem.resolvedAsFarAsPossible(path)]
  }
}
