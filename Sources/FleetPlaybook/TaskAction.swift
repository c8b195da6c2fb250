package import FleetCore
package import FleetJinja

/// What a task does: the module as written, its short name, and its arguments as written.
package struct TaskAction: Sendable {
  /// Actions that the engine itself carries out or that change the list of tasks; all others are modules.
  package enum Kind: String, Sendable {
    case module
    case includeTasks = "include_tasks"
    case includeRole = "include_role"
    case includeVars = "include_vars"
    case importTasks = "import_tasks"
    case importRole = "import_role"
    case meta
  }

  /// One argument: its key and place, and the value to evaluate.
  package struct Argument: Sendable {
    package let key: String
    package let keySpan: Span
    package let value: TemplatedValue
    package let valueSpan: Span

    package init(key: String, keySpan: Span, value: TemplatedValue, valueSpan: Span) {
      self.key = key
      self.keySpan = keySpan
      self.value = value
      self.valueSpan = valueSpan
    }
  }

  package let kind: Kind
  /// Such as `ansible.builtin.copy`, as the user wrote it: what results and messages show.
  package let writtenName: String
  /// The name in the catalog: `copy` for `ansible.builtin.copy` and `ansible.legacy.copy`; a full name such as
  /// `community.general.ini_file` for the rest. Written with a template (`action: "{{ … }}"`) it is empty.
  package let name: String
  /// A module name that must be evaluated first.
  package let nameTemplate: Template?
  /// The place of the module name.
  package let span: Span
  package let arguments: [Argument]
  /// The text of `command: …` and its like, without the options (`creates=…`) that became arguments; also the word of
  /// `meta: …` and the file of `include_tasks: …`.
  package let freeForm: Argument?
  /// `args: "{{ mapping }}"` or `module: "{{ mapping }}"`: evaluated to a mapping, weaker than `arguments`.
  package let argumentsTemplate: Argument?

  package init(
    kind: Kind, writtenName: String, name: String, nameTemplate: Template? = nil, span: Span, arguments: [Argument],
    freeForm: Argument? = nil, argumentsTemplate: Argument? = nil
  ) {
    self.kind = kind
    self.writtenName = writtenName
    self.name = name
    self.nameTemplate = nameTemplate
    self.span = span
    self.arguments = arguments
    self.freeForm = freeForm
    self.argumentsTemplate = argumentsTemplate
  }

  package func argument(_ key: String) -> Argument? { arguments.last { $0.key == key } }
}
