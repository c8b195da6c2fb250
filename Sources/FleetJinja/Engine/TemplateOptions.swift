import FleetCore

/// How texts are read and values treated: Jinja's environment options plus Ansible's.
package struct TemplateOptions: Sendable, Hashable {
  /// What happens when an undefined value is used.
  package enum UndefinedPolicy: Sendable, Hashable {
    /// Ansible 2.19: attributes of undefined are undefined, every other use is an error; failed calls count too.
    case ansible
    /// Jinja's default: prints as nothing, iterates as empty; attributes are errors.
    case lenient
    case chainable
    /// Prints itself as it was written.
    case debug
    case strict
  }

  package var variableStart = "{{"
  package var variableEnd = "}}"
  package var blockStart = "{%"
  package var blockEnd = "%}"
  package var commentStart = "{#"
  package var commentEnd = "#}"
  package var lineStatementPrefix: String?
  package var lineCommentPrefix: String?
  package var trimBlocks = true
  package var lstripBlocks = false
  package var keepTrailingNewline = false
  package var newlineSequence = "\n"
  package var autoescape = false
  package var undefined = UndefinedPolicy.ansible
  /// A template that is one single expression gives its value, not its text (Ansible 2.19's native types).
  package var nativeTypes = true
  /// Python's sandbox: no private attributes, no mutation when `immutable`.
  package var isSandboxed = true
  package var isImmutable = false
  /// Elements that `range()` may have; the sandbox of plain Jinja2 allows 100,000.
  package var rangeElements = Limits.sequenceElements
  /// `{% do %}`, of `jinja2.ext.do`.
  package var hasDoStatement = false
  /// `{% break %}` and `{% continue %}`, of `jinja2.ext.loopcontrols`.
  package var hasLoopControls = false
  /// Backslashes in `{{ }}` strings stay as they are: YAML has read the escapes already.
  package var escapesBackslashes = false
  /// As many newlines at the end as the template has (Ansible's `preserve_trailing_newlines`).
  package var preservesTrailingNewlines = false
  /// Ansible's ALLOW_BROKEN_CONDITIONALS: conditions need not be booleans.
  package var allowsBrokenConditionals = false
  /// Ansible's ALLOW_EMBEDDED_TEMPLATES: constants in conditions and lookup terms may be templates.
  package var allowsEmbeddedTemplates = true

  /// Whether constants of a bare expression that hold templates are rendered, as conditions have it.
  package var rendersConstants = true

  package init() {}

  /// Turns on what Ansible's `jinja2_extensions` names; others are not of this engine.
  package mutating func enable(extensions: [String]) {
    for name in extensions {
      switch name {
      case "jinja2.ext.do", "jinja2.ext.ExprStmtExtension": hasDoStatement = true
      case "jinja2.ext.loopcontrols", "jinja2.ext.LoopControlExtension": hasLoopControls = true
      default: break
      }
    }
  }

  /// The strings of playbooks and variables.
  package static let ansible: TemplateOptions = {
    var options = TemplateOptions()
    options.escapesBackslashes = true
    options.preservesTrailingNewlines = true
    return options
  }()

  /// Jinja2's own defaults.
  package static let jinja: TemplateOptions = {
    var options = TemplateOptions()
    options.trimBlocks = false
    options.undefined = .lenient
    options.nativeTypes = false
    options.isSandboxed = false
    options.allowsEmbeddedTemplates = false
    return options
  }()
}
