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
  package var hasDoStatement = true
  package var hasLoopControls = true
  /// Backslashes in `{{ }}` strings stay as they are: YAML has read the escapes already.
  package var escapesBackslashes = false
  /// As many newlines at the end as the template has (Ansible's `preserve_trailing_newlines`).
  package var preservesTrailingNewlines = false
  /// Ansible's ALLOW_BROKEN_CONDITIONALS: conditions need not be booleans.
  package var allowsBrokenConditionals = false
  /// Ansible's ALLOW_EMBEDDED_TEMPLATES: constants in conditions and lookup terms may be templates.
  package var allowsEmbeddedTemplates = true

  package init() {}

  /// The strings of playbooks and variables.
  package static let ansible: TemplateOptions = {
    var options = TemplateOptions()
    options.escapesBackslashes = true
    options.preservesTrailingNewlines = true
    return options
  }()

  /// The files of the `template` module and lookup.
  package static let file: TemplateOptions = {
    var options = TemplateOptions()
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
