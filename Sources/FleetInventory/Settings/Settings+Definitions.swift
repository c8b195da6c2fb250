extension Settings {
  /// Every setting that is read, with its keys in ansible.cfg and its environment variables (`config/base.yml`).
  static var definitions: [SettingDefinition] {
    inventoryDefinitions + connectionDefinitions + becomeDefinitions + runDefinitions + pathDefinitions
      + vaultDefinitions + outputDefinitions
  }

  private static var inventoryDefinitions: [SettingDefinition] {
    [
      .sources("defaults.inventory", "ANSIBLE_INVENTORY"),
      .list(
        \.inventoryIgnoredExtensions, "defaults.inventory_ignore_extensions inventory.ignore_extensions",
        "ANSIBLE_INVENTORY_IGNORE"),
      .list(
        \.inventoryIgnoredPatterns, "defaults.inventory_ignore_patterns inventory.ignore_patterns",
        "ANSIBLE_INVENTORY_IGNORE_REGEX"),
      .choice(
        \.groupNamePolicy, ["always", "never", "ignore", "silently"], "defaults.force_valid_group_names",
        "ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS"),
      .choice(
        \.hostPatternMismatch, ["warning", "error", "ignore"], "inventory.host_pattern_mismatch",
        "ANSIBLE_HOST_PATTERN_MISMATCH"),
      .number(\.inventoryScriptTimeout, "", "FLEET_INVENTORY_SCRIPT_TIMEOUT"),
      .list(\.inventoryPlugins, "inventory.enable_plugins", "ANSIBLE_INVENTORY_ENABLED"),
      .flag(
        \.failsOnAnyUnparsedInventory, "inventory.any_unparsed_is_failed", "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED"),
      .flag(\.inventoryUsesExtraVars, "inventory_plugins.use_extra_vars", "ANSIBLE_INVENTORY_USE_EXTRA_VARS"),
      .flag(\.failsOnUnparsedInventory, "inventory.unparsed_is_failed", "ANSIBLE_INVENTORY_UNPARSED_FAILED"),
      .flag(
        \.warnsOfUnparsedInventory, "inventory.inventory_unparsed_warning inventory.unparsed_warning",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING"),
      .file(\.playbookFolder, "defaults.playbook_dir", "ANSIBLE_PLAYBOOK_DIR"),
      .flag(\.exportsInventory, "inventory.export", "ANSIBLE_INVENTORY_EXPORT"),
    ]
  }

  private static var connectionDefinitions: [SettingDefinition] {
    [
      .text(\.transport, "defaults.transport", "ANSIBLE_TRANSPORT"),
      .text(\.remoteUser, "defaults.remote_user", "ANSIBLE_REMOTE_USER"),
      .number(\.remotePort, "defaults.remote_port", "ANSIBLE_REMOTE_PORT"),
      .file(\.privateKeyFile, "defaults.private_key_file", "ANSIBLE_PRIVATE_KEY_FILE"),
      .flag(
        \.checksHostKeys, "defaults.host_key_checking ssh_connection.host_key_checking",
        "ANSIBLE_HOST_KEY_CHECKING ANSIBLE_SSH_HOST_KEY_CHECKING"),
      .number(\.timeout, "defaults.timeout ssh_connection.timeout", "ANSIBLE_TIMEOUT ANSIBLE_SSH_TIMEOUT"),
      .text(\.sshArguments, "ssh_connection.ssh_args", "ANSIBLE_SSH_ARGS"),
      .text(\.sshCommonArguments, "ssh_connection.ssh_common_args", "ANSIBLE_SSH_COMMON_ARGS"),
      .text(\.sshExtraArguments, "ssh_connection.ssh_extra_args", "ANSIBLE_SSH_EXTRA_ARGS"),
      .text(\.sshExecutable, "ssh_connection.ssh_executable", "ANSIBLE_SSH_EXECUTABLE"),
      .number(\.sshRetries, "connection.retries ssh_connection.retries", "ANSIBLE_SSH_RETRIES"),
      .flag(
        \.isPipelined, "connection.pipelining defaults.pipelining ssh_connection.pipelining",
        "ANSIBLE_PIPELINING ANSIBLE_SSH_PIPELINING"),
      .text(\.controlPath, "ssh_connection.control_path", "ANSIBLE_SSH_CONTROL_PATH"),
      .text(\.controlPathDirectory, "ssh_connection.control_path_dir", "ANSIBLE_SSH_CONTROL_PATH_DIR"),
      .file(\.connectionPasswordFile, "defaults.connection_password_file", "ANSIBLE_CONNECTION_PASSWORD_FILE"),
      .flag(\.asksConnectionPassword, "defaults.ask_pass", "ANSIBLE_ASK_PASS"),
      .number(\.pollInterval, "defaults.poll_interval", "ANSIBLE_POLL_INTERVAL"),
      .number(\.taskTimeout, "defaults.task_timeout", "ANSIBLE_TASK_TIMEOUT"),
      .text(\.localTemporary, "defaults.local_tmp", "ANSIBLE_LOCAL_TEMP"),
      .text(\.remoteTemporary, "defaults.remote_tmp", "ANSIBLE_REMOTE_TEMP ANSIBLE_REMOTE_TMP"),
      .text(\.shell, "defaults.executable", "ANSIBLE_EXECUTABLE"),
      .text(\.interpreter, "defaults.interpreter_python", "ANSIBLE_PYTHON_INTERPRETER"),
    ]
  }

  private static var becomeDefinitions: [SettingDefinition] {
    [
      .flag(\.becomes, "privilege_escalation.become", "ANSIBLE_BECOME"),
      .text(\.becomeMethod, "privilege_escalation.become_method", "ANSIBLE_BECOME_METHOD"),
      .text(
        \.becomeUser, "privilege_escalation.become_user sudo_become_plugin.user",
        "ANSIBLE_BECOME_USER ANSIBLE_SUDO_USER"),
      .text(
        \.becomeFlags, "privilege_escalation.become_flags sudo_become_plugin.flags",
        "ANSIBLE_BECOME_FLAGS ANSIBLE_SUDO_FLAGS"),
      .text(
        \.becomeExecutable, "privilege_escalation.become_exe sudo_become_plugin.executable",
        "ANSIBLE_BECOME_EXE ANSIBLE_SUDO_EXE"),
      .flag(\.asksBecomePassword, "privilege_escalation.become_ask_pass", "ANSIBLE_BECOME_ASK_PASS"),
      .file(\.becomePasswordFile, "defaults.become_password_file", "ANSIBLE_BECOME_PASSWORD_FILE"),
      .flag(\.allowsSameUser, "privilege_escalation.become_allow_same_user", "ANSIBLE_BECOME_ALLOW_SAME_USER"),
      .flag(\.isAgnosticBecomePrompt, "privilege_escalation.agnostic_become_prompt", "ANSIBLE_AGNOSTIC_BECOME_PROMPT"),
    ]
  }

  private static var runDefinitions: [SettingDefinition] {
    [
      .files(\.libraryFolders, "defaults.library", "ANSIBLE_LIBRARY"),
      .files(\.actionFolders, "defaults.action_plugins", "ANSIBLE_ACTION_PLUGINS"),
      .files(\.connectionFolders, "defaults.connection_plugins", "ANSIBLE_CONNECTION_PLUGINS"),
      .choice(\.staticCheck, ["error", "warn", "off"], "fleet.static_check", "FLEET_STATIC_CHECK"),
      .number(\.forks, "defaults.forks", "ANSIBLE_FORKS"),
      .text(\.strategy, "defaults.strategy", "ANSIBLE_STRATEGY"),
      .choice(\.gathering, ["implicit", "explicit", "smart"], "defaults.gathering", "ANSIBLE_GATHERING"),
      .list(\.gatherSubset, "defaults.gather_subset", "ANSIBLE_GATHER_SUBSET"),
      .number(\.gatherTimeout, "defaults.gather_timeout", "ANSIBLE_GATHER_TIMEOUT"),
      .text(\.factCaching, "defaults.fact_caching", "ANSIBLE_CACHE_PLUGIN"),
      .text(\.factCachingConnection, "defaults.fact_caching_connection", "ANSIBLE_CACHE_PLUGIN_CONNECTION"),
      .text(\.factCachingPrefix, "defaults.fact_caching_prefix", "ANSIBLE_CACHE_PLUGIN_PREFIX"),
      .number(\.factCachingTimeout, "defaults.fact_caching_timeout", "ANSIBLE_CACHE_PLUGIN_TIMEOUT"),
      .flag(\.injectsFacts, "defaults.inject_facts_as_vars", "ANSIBLE_INJECT_FACT_VARS"),
      .mode(
        \.mergesHashes, whenTrue: "merge", otherwise: "replace", "defaults.hash_behaviour", "ANSIBLE_HASH_BEHAVIOUR"),
      .flag(\.isAnyErrorFatal, "defaults.any_errors_fatal", "ANSIBLE_ANY_ERRORS_FATAL"),
      .flag(\.forcesHandlers, "defaults.force_handlers", "ANSIBLE_FORCE_HANDLERS"),
      .list(\.runTags, "tags.run", "ANSIBLE_RUN_TAGS"),
      .list(\.skipTags, "tags.skip", "ANSIBLE_SKIP_TAGS"),
      .flag(\.noLog, "defaults.no_log", "ANSIBLE_NO_LOG"),
      .flag(\.isErrorOnUndefined, "defaults.error_on_undefined_vars", "ANSIBLE_ERROR_ON_UNDEFINED_VARS"),
      .flag(\.allowsBrokenConditionals, "defaults.allow_broken_conditionals", "ANSIBLE_ALLOW_BROKEN_CONDITIONALS"),
      .flag(\.allowsEmbeddedTemplates, "defaults.allow_embedded_templates", "ANSIBLE_ALLOW_EMBEDDED_TEMPLATES"),
      .list(\.jinjaExtensions, "defaults.jinja2_extensions", "ANSIBLE_JINJA2_EXTENSIONS"),
      .text(\.ansibleManaged, "defaults.ansible_managed", "ANSIBLE_MANAGED_STR"),
      .text(\.moduleName, "defaults.module_name", "ANSIBLE_MODULE_NAME"),
      .choice(
        \.duplicateKeys, ["error", "warn", "ignore"], "defaults.duplicate_dict_key", "ANSIBLE_DUPLICATE_YAML_DICT_KEY"),
      .flag(\.isMissingHandlerError, "defaults.error_on_missing_handler", "ANSIBLE_ERROR_ON_MISSING_HANDLER"),
      .flag(\.hidesRoleVariables, "defaults.private_role_vars", "ANSIBLE_PRIVATE_ROLE_VARS"),
      .choice(
        \.playbookVariablesRoot, ["top", "bottom", "all"], "defaults.playbook_vars_root", "ANSIBLE_PLAYBOOK_VARS_ROOT"),
    ]
  }

  private static var pathDefinitions: [SettingDefinition] {
    [
      .files(\.rolesPath, "defaults.roles_path", "ANSIBLE_ROLES_PATH"),
      .files(
        \.collectionsPath, "defaults.collections_paths defaults.collections_path",
        "ANSIBLE_COLLECTIONS_PATHS ANSIBLE_COLLECTIONS_PATH"),
      .file(\.logPath, "defaults.log_path", "ANSIBLE_LOG_PATH"),
      .flag(\.retryFilesEnabled, "defaults.retry_files_enabled", "ANSIBLE_RETRY_FILES_ENABLED"),
      .file(\.retryFilesPath, "defaults.retry_files_save_path", "ANSIBLE_RETRY_FILES_SAVE_PATH"),
    ]
  }

  private static var vaultDefinitions: [SettingDefinition] {
    [
      .file(\.vaultPasswordFile, "defaults.vault_password_file", "ANSIBLE_VAULT_PASSWORD_FILE"),
      .list(\.vaultIdentities, "defaults.vault_identity_list", "ANSIBLE_VAULT_IDENTITY_LIST"),
      .text(\.vaultIdentity, "defaults.vault_identity", "ANSIBLE_VAULT_IDENTITY"),
      .text(\.vaultEncryptIdentity, "defaults.vault_encrypt_identity", "ANSIBLE_VAULT_ENCRYPT_IDENTITY"),
      .flag(\.requiresVaultIDMatch, "defaults.vault_id_match", "ANSIBLE_VAULT_ID_MATCH"),
      .flag(\.asksVaultPassword, "defaults.ask_vault_pass", "ANSIBLE_ASK_VAULT_PASS"),
    ]
  }

  private static var outputDefinitions: [SettingDefinition] {
    [
      .text(\.stdoutCallback, "defaults.stdout_callback", "ANSIBLE_STDOUT_CALLBACK"),
      .list(
        \.enabledCallbacks, "defaults.callback_whitelist defaults.callbacks_enabled",
        "ANSIBLE_CALLBACK_WHITELIST ANSIBLE_CALLBACKS_ENABLED"),
      .choice(
        \.resultFormat, ["json", "yaml"], "defaults.callback_result_format defaults.result_format",
        "ANSIBLE_CALLBACK_RESULT_FORMAT"),
      .flag(\.prettyResults, "defaults.callback_format_pretty", "ANSIBLE_CALLBACK_FORMAT_PRETTY"),
      .flag(\.displaysSkippedHosts, "defaults.display_skipped_hosts", "ANSIBLE_DISPLAY_SKIPPED_HOSTS"),
      .flag(\.displaysOKHosts, "defaults.display_ok_hosts", "ANSIBLE_DISPLAY_OK_HOSTS"),
      .flag(\.displaysFailedOnStderr, "defaults.display_failed_stderr", "ANSIBLE_DISPLAY_FAILED_STDERR"),
      .flag(\.displaysTaskArguments, "defaults.display_args_to_stdout", "ANSIBLE_DISPLAY_ARGS_TO_STDOUT"),
      .flag(\.displaysCheckMarkers, "defaults.check_mode_markers", "ANSIBLE_CHECK_MODE_MARKERS"),
      .flag(\.showsCustomStatistics, "defaults.show_custom_stats", "ANSIBLE_SHOW_CUSTOM_STATS"),
      .flag(\.showsPerHostStart, "defaults.show_per_host_start", "ANSIBLE_SHOW_PER_HOST_START"),
      .flag(\.loadsCallbacksForTasks, "defaults.bin_ansible_callbacks", "ANSIBLE_LOAD_CALLBACK_PLUGINS"),
      .text(\.treeFolder, "callback_tree.directory", "ANSIBLE_CALLBACK_TREE_DIR"),
      .choice(
        \.profileOrder, ["descending", "ascending", "none"], "callback_profile_tasks.sort_order",
        "PROFILE_TASKS_SORT_ORDER"),
      .text(\.profileLimit, "callback_profile_tasks.task_output_limit", "PROFILE_TASKS_TASK_OUTPUT_LIMIT"),
      .flag(\.profilesSummaryOnly, "callback_profile_tasks.summary_only", "PROFILE_TASKS_SUMMARY_ONLY"),
      .flag(
        \.showsTaskPathOnFailure, "defaults.show_task_path_on_failure", "ANSIBLE_SHOW_TASK_PATH_ON_FAILURE"),
      .flag(\.warnsOfDeprecations, "defaults.deprecation_warnings", "ANSIBLE_DEPRECATION_WARNINGS"),
      .flag(\.warnsOfSystem, "defaults.system_warnings", "ANSIBLE_SYSTEM_WARNINGS"),
      .flag(\.warnsOfLocalhost, "defaults.localhost_warning", "ANSIBLE_LOCALHOST_WARNING"),
      .flag(\.isDiffAlways, "diff.always", "ANSIBLE_DIFF_ALWAYS"),
      .number(\.diffContext, "diff.context", "ANSIBLE_DIFF_CONTEXT"),
      .number(\.maximumDiffSize, "defaults.max_diff_size", "ANSIBLE_MAX_DIFF_SIZE"),
      .flag(\.forcesColor, "defaults.force_color", "ANSIBLE_FORCE_COLOR"),
      .flag(\.forbidsColor, "defaults.nocolor", "ANSIBLE_NOCOLOR"),
      .number(\.verbosity, "defaults.verbosity", "ANSIBLE_VERBOSITY"),
    ]
  }
}
