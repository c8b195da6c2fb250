package import FleetCore

extension DiagnosticCode {
  package static let unknownKeyword = DiagnosticCode(
    "FL0201",
    """
    A play, block, task or role entry has a key that is no keyword there. In a task, every key that is no keyword is \
    taken for the module's name, and a task has exactly one module. `fleet doc --keywords` lists the keywords.
    """)
  package static let keywordValue = DiagnosticCode(
    "FL0202", "The value of a keyword has another type than the keyword wants, or is not one of its choices.")
  package static let unknownParameter = DiagnosticCode(
    "FL0203", "A module has no parameter of this name. `fleet doc MODULE` lists its parameters.")
  package static let missingParameter = DiagnosticCode(
    "FL0204", "A task does not give a parameter that its module requires.")
  package static let parameterValue = DiagnosticCode(
    "FL0205", "The value of a module's parameter has the wrong type or is not one of its choices.")
  package static let parameterCombination = DiagnosticCode(
    "FL0206", "Parameters of a module exclude each other, or one needs another that is not given.")
  package static let unknownModule = DiagnosticCode(
    "FL0207",
    """
    No module or action has this name. Check the spelling; a module of a collection is written with its full name, \
    such as `community.general.ini_file`.
    """)
  package static let notAPlaybook = DiagnosticCode(
    "FL0208",
    """
    A playbook is a list of plays, each a mapping with `hosts` and tasks (or an `import_playbook`). A file of tasks is \
    used with `import_tasks` or `include_tasks` in a play.
    """)
  package static let notATaskList = DiagnosticCode(
    "FL0209", "A list of tasks is expected: each entry is a mapping with a module, or a block.")
  package static let missingAction = DiagnosticCode(
    "FL0210", "A task names no module: beside its keywords it needs one key such as `copy:` with the arguments.")
  package static let conflictingActions = DiagnosticCode(
    "FL0211", "A task names two modules. Split it into two tasks.")
  package static let missingKeyword = DiagnosticCode(
    "FL0212", "A required keyword is missing, such as `hosts` of a play.")
  package static let playbookNotFound = DiagnosticCode(
    "FL0213", "No playbook was found at the path, nor under `playbooks/`.")
  package static let includeNotFound = DiagnosticCode(
    "FL0214", "A file that a play imports or includes does not exist in any of the places where it is looked for.")
  package static let roleNotFound = DiagnosticCode(
    "FL0215",
    """
    A role was not found. It is looked for in `roles/` beside the playbook, in the folders of `roles_path`, beside the \
    playbook itself, and, as `namespace.collection.role`, in `collections_path`.
    """)
  package static let includeCycle = DiagnosticCode(
    "FL0216", "Roles depend on each other, or files import each other, in a circle; the message names it.")
  package static let freeFormSyntax = DiagnosticCode(
    "FL0217", "Arguments in the form `name=value` are not well formed: a quote or a `{{` is not closed.")
  package static let unknownHandler = DiagnosticCode(
    "FL0218",
    "A task notifies a handler that the play does not have: neither a handler's name nor a topic it listens to.")
  package static let fileNotFound = DiagnosticCode(
    "FL0219", "A file that a task needs on the control machine (a template, the `src` of a copy) does not exist.")
  package static let importTemplate = DiagnosticCode(
    "FL0220",
    """
    The name of a static import is a template over variables that are not known before the run. Only extra variables \
    and the play's `vars` can be used; use `include_tasks` or `include_role` for names that differ by host.
    """)
  package static let invalidVariables = DiagnosticCode(
    "FL0221", "Variables are a mapping of names to values; a name is a letter or `_`, then letters, digits and `_`.")
  package static let loopConflict = DiagnosticCode(
    "FL0222", "A task has two loops, or a loop where none can be.")
  package static let deprecatedForm = DiagnosticCode(
    "FL0223", "A form that still works but that Ansible will drop, or that is surely not meant.")
  package static let emptyPlaybook = DiagnosticCode(
    "FL0224", "A playbook without plays does nothing.")
  package static let unreachableTask = DiagnosticCode(
    "FL0225",
    """
    A task can never run: something before it ends the play for every host, or its condition is always false. It is a \
    warning.
    """)
  package static let unusedHandler = DiagnosticCode(
    "FL0226", "A handler of the play is notified by no task, under neither its name nor a topic. It is a warning.")
  package static let unmatchedHosts = DiagnosticCode(
    "FL0227", "A part of a play's `hosts` matches no host and no group of the inventory. It is a warning.")
  package static let missingModule = DiagnosticCode(
    "FL0228",
    """
    The module is known but not built into `fleet`. The task is skipped when its condition is false, and fails when it \
    is reached; `command` or another module may do the same. It is a warning.
    """)

  /// The codes of this target, for the catalog.
  package static let playbookCodes: [DiagnosticCode] = [
    unknownKeyword, keywordValue, unknownParameter, missingParameter, parameterValue, parameterCombination,
    unknownModule, notAPlaybook, notATaskList, missingAction, conflictingActions, missingKeyword, playbookNotFound,
    includeNotFound, roleNotFound, includeCycle, freeFormSyntax, unknownHandler, fileNotFound, importTemplate,
    invalidVariables, loopConflict, deprecatedForm, emptyPlaybook, unreachableTask, unusedHandler, unmatchedHosts,
    missingModule,
  ]
}
