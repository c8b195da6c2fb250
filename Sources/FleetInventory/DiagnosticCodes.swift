package import FleetCore

extension DiagnosticCode {
  package static let noInventory = DiagnosticCode(
    "FL0501",
    """
    An inventory source was not found. A source is a file, a folder, an executable script, or a list of hosts with a \
    comma in it (`web1,`). A name is looked up as given and then below `inventory/`.
    """)
  package static let invalidInventory = DiagnosticCode(
    "FL0502",
    "An inventory file is not what an inventory should be. The caret shows the place; nothing of the file was used.")
  package static let invalidHostRange = DiagnosticCode(
    "FL0503",
    """
    A range of host names cannot be counted out. A range is `[first:last]` or `[first:last:step]`, with numbers \
    (`web[01:20]`, both of the same width when there are leading zeros) or single letters (`db-[a:f]`).
    """)
  package static let circularGroups = DiagnosticCode(
    "FL0504", "A group is, over other groups, its own child. Groups are a tree that may meet, but never a circle.")
  package static let inventoryScript = DiagnosticCode(
    "FL0505",
    """
    An inventory script failed: it ended with an error, took too long, or did not print the JSON that Ansible's \
    inventory scripts print for `--list`. None of its answer was used.
    """)
  package static let inventoryPlugin = DiagnosticCode(
    "FL0506",
    """
    An inventory file names a plugin that is not built in, or its options are not right. Built in are `constructed` \
    and `cloud.terraform.terraform_state`; every other source can be an executable script that prints JSON.
    """)
  package static let invalidHostPattern = DiagnosticCode(
    "FL0507",
    """
    A host pattern cannot be read. Patterns are names of hosts and groups, `all`, globs (`web*`), regular expressions \
    behind `~`, positions (`web[0]`, `web[1:3]`), joined by commas or colons; `&` keeps what also matches, `!` leaves \
    out.
    """)
  package static let limitMatchesNothing = DiagnosticCode(
    "FL0508", "The limit matches no host at all. Check it against `fleet inventory --graph`.")
  package static let sameNameTwice = DiagnosticCode(
    "FL0509", "A host and a group have the same name. Patterns mean the group; give one of them another name.")
  package static let invalidGroupName = DiagnosticCode(
    "FL0510", "A group's name has characters that cannot be part of a variable's name.")
  package static let unusedInventoryKey = DiagnosticCode(
    "FL0511", "A YAML inventory has a key that means nothing. Groups have `hosts`, `vars` and `children`.")
  package static let patternMatchesNothing = DiagnosticCode(
    "FL0512", "A part of a host pattern matches no host and no group.")
  package static let invalidVariableFile = DiagnosticCode(
    "FL0513", "A file of variables holds something else than a mapping of names to values.")
  package static let unknownHost = DiagnosticCode("FL0514", "A host was named that is not in the inventory.")

  package static let invalidSetting = DiagnosticCode(
    "FL0901", "A setting in ansible.cfg or in the environment has a value that does not fit it.")
  package static let unknownSetting = DiagnosticCode(
    "FL0902", "ansible.cfg has a setting that is not known; it is ignored, as in Ansible.")
  package static let unsafeSettings = DiagnosticCode(
    "FL0903",
    """
    The ansible.cfg of the current folder is ignored because everybody may write to the folder: somebody else could \
    have put it there. Take that right away (`chmod o-w .`) or name the file in ANSIBLE_CONFIG.
    """)

  /// The codes of this target, for the catalog.
  package static let inventoryCodes: [DiagnosticCode] = [
    noInventory, invalidInventory, invalidHostRange, circularGroups, inventoryScript, inventoryPlugin,
    invalidHostPattern, limitMatchesNothing, sameNameTwice, invalidGroupName, unusedInventoryKey,
    patternMatchesNothing, invalidVariableFile, unknownHost, invalidSetting, unknownSetting, unsafeSettings,
  ]
}
