/// The options that several commands share, under ansible-playbook's names.
enum CommonOptions {
  static let inventory = OptionGroup(
    "Inventory",
    [
      OptionSpec(
        "-i --inventory --inventory-file", .values("INVENTORY"),
        "inventory file, folder, script, or list of hosts with a comma; also looked up below inventory/"),
      OptionSpec("-l --limit", .value("SUBSET"), "further limit the hosts to a pattern, or to @file"),
      OptionSpec("--list-hosts", "list the hosts that match and do nothing else"),
      OptionSpec("--flush-cache", "clear the fact cache of every host"),
    ])

  static let variables = OptionGroup(
    "Variables",
    [
      OptionSpec("-e --extra-vars", .values("EXTRA_VARS"), "more variables: key=value, YAML or JSON, or @file")
    ])

  static let vault = OptionGroup(
    "Vault",
    [
      OptionSpec("--vault-id", .values("VAULT_ID"), "a vault id and where its password is: name@file, name@prompt"),
      OptionSpec(
        "-J --ask-vault-password --ask-vault-pass", excludes: ["vault-password-file"], "ask for the vault password"),
      OptionSpec(
        "--vault-password-file --vault-pass-file", .values("FILE"), excludes: ["ask-vault-password"],
        "a file with the vault password, or a script that prints it"),
    ])

  static let connection = OptionGroup(
    "Connection",
    [
      OptionSpec("--private-key --key-file", .value("FILE"), "use this private key"),
      OptionSpec("-u --user", .value("REMOTE_USER"), "connect as this user"),
      OptionSpec("-c --connection", .value("CONNECTION"), "ssh (default) or local"),
      OptionSpec("-T --timeout", .number("TIMEOUT"), "seconds until a connection is given up (default 10)"),
      OptionSpec("--ssh-common-args", .value("ARGS"), "options for every SSH connection, such as -o ProxyJump=bastion"),
      OptionSpec("--sftp-extra-args", .value("ARGS"), "accepted and not needed: nothing is sent by sftp"),
      OptionSpec("--scp-extra-args", .value("ARGS"), "accepted and not needed: nothing is sent by scp"),
      OptionSpec("--ssh-extra-args", .value("ARGS"), "more options for SSH"),
      OptionSpec("-k --ask-pass", excludes: ["connection-password-file"], "ask for the connection password"),
      OptionSpec(
        "--connection-password-file --conn-pass-file", .value("FILE"), excludes: ["ask-pass"],
        "a file with the connection password"),
    ])

  static let become = OptionGroup(
    "Becoming another user",
    [
      OptionSpec("-b --become", "run as another user"),
      OptionSpec("--become-method", .value("METHOD"), "how to become it (default sudo)"),
      OptionSpec("--become-user", .value("USER"), "the user to become (default root)"),
      OptionSpec(
        "-K --ask-become-pass", excludes: ["become-password-file"], "ask for the password that becoming needs"),
      OptionSpec(
        "--become-password-file --become-pass-file", .value("FILE"), excludes: ["ask-become-pass"],
        "a file with that password"),
    ])

  static let forks = OptionSpec("-f --forks", .number("FORKS"), "hosts worked on at once (default 50)")
  static let modulePath = OptionSpec(
    "-M --module-path", .values("PATH"), "accepted and not needed: the modules are built in")
  static let playbookDirectory = OptionSpec(
    "--playbook-dir", .value("FOLDER"), "the folder whose group_vars and host_vars count as the playbook's")

  static let running = OptionGroup(
    "Running",
    [
      OptionSpec("-t --tags", .values("TAGS"), "only run tasks with these tags"),
      OptionSpec("--skip-tags", .values("TAGS"), "leave out tasks with these tags"),
      OptionSpec("-C --check", "change nothing, tell what would change"),
      OptionSpec("-D --diff", "show the differences in files"),
      forks,
      modulePath,
      OptionSpec("--force-handlers", "run handlers even when a task failed"),
      OptionSpec("--start-at-task", .value("TASK"), "begin at the task with this name"),
      OptionSpec("--step", "ask before each task"),
      OptionSpec("--syntax-check", "check the playbook and do not run it"),
      OptionSpec(
        "--static-check", .value("MODE"),
        "what faults found before any connection do: error (stop), warn, or off"),
      OptionSpec("--list-tasks", "list the tasks that would run"),
      OptionSpec("--list-tags", "list the tags that are there"),
      OptionSpec(
        "--detailed-exitcode", "exit with 0 when nothing had to change, 2 when something did (also with --check)"),
    ])
}
