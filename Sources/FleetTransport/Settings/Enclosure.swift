/// A place that a program of this computer leads into, such as a container or a change root.
package struct Enclosure: Sendable, Hashable {
  /// What messages call it, such as `the docker container web`.
  package var place: String
  /// The program with its words and the shell inside; `-c` and a command are put behind them.
  package var words: [String]

  package init(place: String, words: [String]) {
    self.place = place
    self.words = words
  }
}
