import FleetCore
import FleetJinja
import FleetPlaybook

/// Tasks that the program puts in itself.
enum ImplicitTask {
  /// A `meta` word; chosen by any tags, as Ansible's are, unless the play has tags of its own.
  static func meta(_ word: String, in play: Play) -> PlayTask {
    let span = play.span
    let argument = TaskAction.Argument(
      key: "_raw_params", keySpan: span, value: .data(.string(word)), valueSpan: span)
    let action = TaskAction(
      kind: .meta, writtenName: "meta", name: "meta", span: span, arguments: [], freeForm: argument)
    var keywords = TaskKeywords()
    keywords.tags = play.keywords.tags.isEmpty ? [Keyword(.literal("always"), span: span)] : play.keywords.tags
    let context = TaskContext(keywords: TaskKeywords(), vars: [], role: nil, file: play.file)
    return PlayTask(
      action: action, own: PlayTask.Own(), ownKeywords: keywords, context: context, span: span, isImplicit: true)
  }
}
