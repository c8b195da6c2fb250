extension SettingCatalog {
  /// Name, type, default, keys in ansible.cfg, environment variables: the settings of ansible-core 2.19.
  static let table = #"""
    ACTION_WARNINGS|boolean|true|defaults.action_warnings|ANSIBLE_ACTION_WARNINGS
    AGNOSTIC_BECOME_PROMPT|boolean|true|privilege_escalation.agnostic_become_prompt|ANSIBLE_AGNOSTIC_BECOME_PROMPT
    ALLOW_BROKEN_CONDITIONALS|boolean|false|defaults.allow_broken_conditionals|ANSIBLE_ALLOW_BROKEN_CONDITIONALS
    ALLOW_EMBEDDED_TEMPLATES|boolean|true|defaults.allow_embedded_templates|ANSIBLE_ALLOW_EMBEDDED_TEMPLATES
    ANSIBLE_CONNECTION_PATH|path|null|persistent_connection.ansible_connection_path|ANSIBLE_CONNECTION_PATH
    ANSIBLE_COW_ACCEPTLIST|list|["bud-frogs", "bunny", "cheese", "daemon", "default", "dragon", \#
    "elephant-in-snake", "elephant", "eyes", "hellokitty", "kitty", "luke-koala", "meow", "milk", "moofasa", "moose", \#
    "ren", "sheep", "small", "stegosaurus", "stimpy", "supermilker", "three-eyes", "turkey", "turtle", "tux", \#
    "udder", "vader-koala", "vader", "www"]|defaults.cowsay_enabled_stencils|ANSIBLE_COW_ACCEPTLIST
    ANSIBLE_COW_PATH|string|null|defaults.cowpath|ANSIBLE_COW_PATH
    ANSIBLE_COW_SELECTION||"default"|defaults.cow_selection|ANSIBLE_COW_SELECTION
    ANSIBLE_FORCE_COLOR|boolean|false|defaults.force_color|ANSIBLE_FORCE_COLOR
    ANSIBLE_HOME|path|"{{ANSIBLE_HOME}}"|defaults.home|ANSIBLE_HOME
    ANSIBLE_NOCOLOR|boolean|false|defaults.nocolor|ANSIBLE_NOCOLOR NO_COLOR
    ANSIBLE_NOCOWS|boolean|false|defaults.nocows|ANSIBLE_NOCOWS
    ANSIBLE_PIPELINING|boolean|false|defaults.pipelining connection.pipelining|ANSIBLE_PIPELINING
    ANY_ERRORS_FATAL|boolean|false|defaults.any_errors_fatal|ANSIBLE_ANY_ERRORS_FATAL
    BECOME_ALLOW_SAME_USER|boolean|false|privilege_escalation.become_allow_same_user|ANSIBLE_BECOME_ALLOW_SAME_USER
    BECOME_PASSWORD_FILE|path|null|defaults.become_password_file|ANSIBLE_BECOME_PASSWORD_FILE
    BECOME_PLUGIN_PATH|pathspec|["{{ANSIBLE_HOME}}/plugins/become", \#
    "/usr/share/ansible/plugins/become"]|defaults.become_plugins|ANSIBLE_BECOME_PLUGINS
    CACHE_PLUGIN||"memory"|defaults.fact_caching|ANSIBLE_CACHE_PLUGIN
    CACHE_PLUGIN_CONNECTION||null|defaults.fact_caching_connection|ANSIBLE_CACHE_PLUGIN_CONNECTION
    CACHE_PLUGIN_PREFIX||"ansible_facts"|defaults.fact_caching_prefix|ANSIBLE_CACHE_PLUGIN_PREFIX
    CACHE_PLUGIN_TIMEOUT|integer|86400|defaults.fact_caching_timeout|ANSIBLE_CACHE_PLUGIN_TIMEOUT
    CALLBACKS_ENABLED|list|[]|defaults.callbacks_enabled|ANSIBLE_CALLBACKS_ENABLED
    COLLECTIONS_ON_ANSIBLE_VERSION_MISMATCH||"warning"|defaults.collections_on_ansible_version_mismatch|\#
    ANSIBLE_COLLECTIONS_ON_ANSIBLE_VERSION_MISMATCH
    COLLECTIONS_PATHS|pathspec|["{{ANSIBLE_HOME}}/collections", \#
    "/usr/share/ansible/collections"]|defaults.collections_path|ANSIBLE_COLLECTIONS_PATH
    COLLECTIONS_SCAN_SYS_PATH|boolean|true|defaults.collections_scan_sys_path|ANSIBLE_COLLECTIONS_SCAN_SYS_PATH
    COLOR_CHANGED||"yellow"|colors.changed|ANSIBLE_COLOR_CHANGED
    COLOR_CONSOLE_PROMPT||"white"|colors.console_prompt|ANSIBLE_COLOR_CONSOLE_PROMPT
    COLOR_DEBUG||"dark gray"|colors.debug|ANSIBLE_COLOR_DEBUG
    COLOR_DEPRECATE||"purple"|colors.deprecate|ANSIBLE_COLOR_DEPRECATE
    COLOR_DIFF_ADD||"green"|colors.diff_add|ANSIBLE_COLOR_DIFF_ADD
    COLOR_DIFF_LINES||"cyan"|colors.diff_lines|ANSIBLE_COLOR_DIFF_LINES
    COLOR_DIFF_REMOVE||"red"|colors.diff_remove|ANSIBLE_COLOR_DIFF_REMOVE
    COLOR_DOC_CONSTANT||"dark gray"|colors.doc_constant|ANSIBLE_COLOR_DOC_CONSTANT
    COLOR_DOC_DEPRECATED||"magenta"|colors.doc_deprecated|ANSIBLE_COLOR_DOC_DEPRECATED
    COLOR_DOC_LINK||"cyan"|colors.doc_link|ANSIBLE_COLOR_DOC_LINK
    COLOR_DOC_MODULE||"yellow"|colors.doc_module|ANSIBLE_COLOR_DOC_MODULE
    COLOR_DOC_PLUGIN||"yellow"|colors.doc_plugin|ANSIBLE_COLOR_DOC_PLUGIN
    COLOR_DOC_REFERENCE||"magenta"|colors.doc_reference|ANSIBLE_COLOR_DOC_REFERENCE
    COLOR_ERROR||"red"|colors.error|ANSIBLE_COLOR_ERROR
    COLOR_HIGHLIGHT||"white"|colors.highlight|ANSIBLE_COLOR_HIGHLIGHT
    COLOR_INCLUDED||"cyan"|colors.included|ANSIBLE_COLOR_INCLUDED
    COLOR_OK||"green"|colors.ok|ANSIBLE_COLOR_OK
    COLOR_SKIP||"cyan"|colors.skip|ANSIBLE_COLOR_SKIP
    COLOR_UNREACHABLE||"bright red"|colors.unreachable|ANSIBLE_COLOR_UNREACHABLE
    COLOR_VERBOSE||"blue"|colors.verbose|ANSIBLE_COLOR_VERBOSE
    COLOR_WARN||"bright purple"|colors.warn|ANSIBLE_COLOR_WARN
    CONFIG_FILE|path|null||
    CONNECTION_FACTS_MODULES|dict|{"arista.eos.eos": "arista.eos.eos_facts", "asa": "ansible.legacy.asa_facts", \#
    "cisco.asa.asa": "cisco.asa.asa_facts", "cisco.ios.ios": "cisco.ios.ios_facts", "cisco.iosxr.iosxr": \#
    "cisco.iosxr.iosxr_facts", "cisco.nxos.nxos": "cisco.nxos.nxos_facts", "community.network.ironware": \#
    "community.network.ironware_facts", "eos": "ansible.legacy.eos_facts", "exos": "ansible.legacy.exos_facts", \#
    "extreme.exos.exos": "extreme.exos.exos_facts", "extreme.slxos.slxos": "extreme.slxos.slxos_facts", \#
    "extreme.voss.voss": "extreme.voss.voss_facts", "frr": "ansible.legacy.frr_facts", "frr.frr.frr": \#
    "frr.frr.frr_facts", "ios": "ansible.legacy.ios_facts", "iosxr": "ansible.legacy.iosxr_facts", "ironware": \#
    "ansible.legacy.ironware_facts", "junipernetworks.junos.junos": "junipernetworks.junos.junos_facts", "junos": \#
    "ansible.legacy.junos_facts", "nxos": "ansible.legacy.nxos_facts", "slxos": "ansible.legacy.slxos_facts", \#
    "voss": "ansible.legacy.voss_facts", "vyos": "ansible.legacy.vyos_facts", "vyos.vyos.vyos": \#
    "vyos.vyos.vyos_facts"}||
    CONNECTION_PASSWORD_FILE|path|null|defaults.connection_password_file|ANSIBLE_CONNECTION_PASSWORD_FILE
    COVERAGE_REMOTE_OUTPUT|str|null||_ANSIBLE_COVERAGE_REMOTE_OUTPUT
    COVERAGE_REMOTE_PATHS|str|"*"||_ANSIBLE_COVERAGE_REMOTE_PATH_FILTER
    DEFAULT_ACTION_PLUGIN_PATH|pathspec|["{{ANSIBLE_HOME}}/plugins/action", \#
    "/usr/share/ansible/plugins/action"]|defaults.action_plugins|ANSIBLE_ACTION_PLUGINS
    DEFAULT_ALLOW_UNSAFE_LOOKUPS|boolean|false|defaults.allow_unsafe_lookups|
    DEFAULT_ASK_PASS|boolean|false|defaults.ask_pass|ANSIBLE_ASK_PASS
    DEFAULT_ASK_VAULT_PASS|boolean|false|defaults.ask_vault_pass|ANSIBLE_ASK_VAULT_PASS
    DEFAULT_BECOME|boolean|false|privilege_escalation.become|ANSIBLE_BECOME
    DEFAULT_BECOME_ASK_PASS|boolean|false|privilege_escalation.become_ask_pass|ANSIBLE_BECOME_ASK_PASS
    DEFAULT_BECOME_EXE||null|privilege_escalation.become_exe|ANSIBLE_BECOME_EXE
    DEFAULT_BECOME_FLAGS||""|privilege_escalation.become_flags|ANSIBLE_BECOME_FLAGS
    DEFAULT_BECOME_METHOD||"sudo"|privilege_escalation.become_method|ANSIBLE_BECOME_METHOD
    DEFAULT_BECOME_USER||"root"|privilege_escalation.become_user|ANSIBLE_BECOME_USER
    DEFAULT_CACHE_PLUGIN_PATH|pathspec|["{{ANSIBLE_HOME}}/plugins/cache", \#
    "/usr/share/ansible/plugins/cache"]|defaults.cache_plugins|ANSIBLE_CACHE_PLUGINS
    DEFAULT_CALLBACK_PLUGIN_PATH|pathspec|["{{ANSIBLE_HOME}}/plugins/callback", \#
    "/usr/share/ansible/plugins/callback"]|defaults.callback_plugins|ANSIBLE_CALLBACK_PLUGINS
    DEFAULT_CLICONF_PLUGIN_PATH|pathspec|["{{ANSIBLE_HOME}}/plugins/cliconf", \#
    "/usr/share/ansible/plugins/cliconf"]|defaults.cliconf_plugins|ANSIBLE_CLICONF_PLUGINS
    DEFAULT_CONNECTION_PLUGIN_PATH|pathspec|["{{ANSIBLE_HOME}}/plugins/connection", \#
    "/usr/share/ansible/plugins/connection"]|defaults.connection_plugins|ANSIBLE_CONNECTION_PLUGINS
    DEFAULT_DEBUG|boolean|false|defaults.debug|ANSIBLE_DEBUG
    DEFAULT_EXECUTABLE||"/bin/sh"|defaults.executable|ANSIBLE_EXECUTABLE
    DEFAULT_FILTER_PLUGIN_PATH|pathspec|["{{ANSIBLE_HOME}}/plugins/filter", \#
    "/usr/share/ansible/plugins/filter"]|defaults.filter_plugins|ANSIBLE_FILTER_PLUGINS
    DEFAULT_FORCE_HANDLERS|boolean|false|defaults.force_handlers|ANSIBLE_FORCE_HANDLERS
    DEFAULT_FORKS|integer|50|defaults.forks|ANSIBLE_FORKS
    DEFAULT_GATHERING||"implicit"|defaults.gathering|ANSIBLE_GATHERING
    DEFAULT_HASH_BEHAVIOUR|string|"replace"|defaults.hash_behaviour|ANSIBLE_HASH_BEHAVIOUR
    DEFAULT_HOST_LIST|pathlist|["/etc/ansible/hosts"]|defaults.inventory|ANSIBLE_INVENTORY
    DEFAULT_HTTPAPI_PLUGIN_PATH|pathspec|["{{ANSIBLE_HOME}}/plugins/httpapi", \#
    "/usr/share/ansible/plugins/httpapi"]|defaults.httpapi_plugins|ANSIBLE_HTTPAPI_PLUGINS
    DEFAULT_INTERNAL_POLL_INTERVAL|float|0.001|defaults.internal_poll_interval|
    DEFAULT_INVENTORY_PLUGIN_PATH|pathspec|["{{ANSIBLE_HOME}}/plugins/inventory", \#
    "/usr/share/ansible/plugins/inventory"]|defaults.inventory_plugins|ANSIBLE_INVENTORY_PLUGINS
    DEFAULT_JINJA2_EXTENSIONS|list|[]|defaults.jinja2_extensions|ANSIBLE_JINJA2_EXTENSIONS
    DEFAULT_JINJA2_NATIVE|boolean|true|defaults.jinja2_native|ANSIBLE_JINJA2_NATIVE
    DEFAULT_KEEP_REMOTE_FILES|boolean|false|defaults.keep_remote_files|ANSIBLE_KEEP_REMOTE_FILES
    DEFAULT_LIBVIRT_LXC_NOSECLABEL|boolean|false|selinux.libvirt_lxc_noseclabel|ANSIBLE_LIBVIRT_LXC_NOSECLABEL
    DEFAULT_LOAD_CALLBACK_PLUGINS|boolean|false|defaults.bin_ansible_callbacks|ANSIBLE_LOAD_CALLBACK_PLUGINS
    DEFAULT_LOCAL_TMP|tmppath|"{{ANSIBLE_HOME}}/tmp/ansible-local-93466rt95852"|defaults.local_tmp|\#
    ANSIBLE_LOCAL_TEMP
    DEFAULT_LOG_FILTER|list|[]|defaults.log_filter|ANSIBLE_LOG_FILTER
    DEFAULT_LOG_PATH|path|null|defaults.log_path|ANSIBLE_LOG_PATH
    DEFAULT_LOOKUP_PLUGIN_PATH|pathspec|["{{ANSIBLE_HOME}}/plugins/lookup", \#
    "/usr/share/ansible/plugins/lookup"]|defaults.lookup_plugins|ANSIBLE_LOOKUP_PLUGINS
    DEFAULT_MANAGED_STR||"Ansible managed"|defaults.ansible_managed|
    DEFAULT_MODULE_ARGS||null|defaults.module_args|ANSIBLE_MODULE_ARGS
    DEFAULT_MODULE_COMPRESSION||"ZIP_DEFLATED"|defaults.module_compression|
    DEFAULT_MODULE_NAME||"command"|defaults.module_name|
    DEFAULT_MODULE_PATH|pathspec|["{{ANSIBLE_HOME}}/plugins/modules", \#
    "/usr/share/ansible/plugins/modules"]|defaults.library|ANSIBLE_LIBRARY
    DEFAULT_MODULE_UTILS_PATH|pathspec|["{{ANSIBLE_HOME}}/plugins/module_utils", \#
    "/usr/share/ansible/plugins/module_utils"]|defaults.module_utils|ANSIBLE_MODULE_UTILS
    DEFAULT_NETCONF_PLUGIN_PATH|pathspec|["{{ANSIBLE_HOME}}/plugins/netconf", \#
    "/usr/share/ansible/plugins/netconf"]|defaults.netconf_plugins|ANSIBLE_NETCONF_PLUGINS
    DEFAULT_NO_LOG|boolean|false|defaults.no_log|ANSIBLE_NO_LOG
    DEFAULT_NO_TARGET_SYSLOG|boolean|false|defaults.no_target_syslog|ANSIBLE_NO_TARGET_SYSLOG
    DEFAULT_NULL_REPRESENTATION|raw|null|defaults.null_representation|ANSIBLE_NULL_REPRESENTATION
    DEFAULT_POLL_INTERVAL|integer|15|defaults.poll_interval|ANSIBLE_POLL_INTERVAL
    DEFAULT_PRIVATE_KEY_FILE|path|null|defaults.private_key_file|ANSIBLE_PRIVATE_KEY_FILE
    DEFAULT_PRIVATE_ROLE_VARS|boolean|false|defaults.private_role_vars|ANSIBLE_PRIVATE_ROLE_VARS
    DEFAULT_REMOTE_PORT|integer|null|defaults.remote_port|ANSIBLE_REMOTE_PORT
    DEFAULT_REMOTE_USER||null|defaults.remote_user|ANSIBLE_REMOTE_USER
    DEFAULT_ROLES_PATH|pathspec|["{{ANSIBLE_HOME}}/roles", "/usr/share/ansible/roles", \#
    "/etc/ansible/roles"]|defaults.roles_path|ANSIBLE_ROLES_PATH
    DEFAULT_SELINUX_SPECIAL_FS|list|["fuse", "nfs", "vboxsf", "ramfs", "9p", \#
    "vfat"]|selinux.special_context_filesystems|ANSIBLE_SELINUX_SPECIAL_FS
    DEFAULT_STDOUT_CALLBACK||"default"|defaults.stdout_callback|ANSIBLE_STDOUT_CALLBACK
    DEFAULT_STRATEGY||"linear"|defaults.strategy|ANSIBLE_STRATEGY
    DEFAULT_STRATEGY_PLUGIN_PATH|pathspec|["{{ANSIBLE_HOME}}/plugins/strategy", \#
    "/usr/share/ansible/plugins/strategy"]|defaults.strategy_plugins|ANSIBLE_STRATEGY_PLUGINS
    DEFAULT_SU|boolean|false|defaults.su|ANSIBLE_SU
    DEFAULT_SYSLOG_FACILITY||"LOG_USER"|defaults.syslog_facility|ANSIBLE_SYSLOG_FACILITY
    DEFAULT_TERMINAL_PLUGIN_PATH|pathspec|["{{ANSIBLE_HOME}}/plugins/terminal", \#
    "/usr/share/ansible/plugins/terminal"]|defaults.terminal_plugins|ANSIBLE_TERMINAL_PLUGINS
    DEFAULT_TEST_PLUGIN_PATH|pathspec|["{{ANSIBLE_HOME}}/plugins/test", \#
    "/usr/share/ansible/plugins/test"]|defaults.test_plugins|ANSIBLE_TEST_PLUGINS
    DEFAULT_TIMEOUT|integer|10|defaults.timeout|ANSIBLE_TIMEOUT
    DEFAULT_TRANSPORT||"ssh"|defaults.transport|ANSIBLE_TRANSPORT
    DEFAULT_UNDEFINED_VAR_BEHAVIOR|boolean|true|defaults.error_on_undefined_vars|ANSIBLE_ERROR_ON_UNDEFINED_VARS
    DEFAULT_VARS_PLUGIN_PATH|pathspec|["{{ANSIBLE_HOME}}/plugins/vars", \#
    "/usr/share/ansible/plugins/vars"]|defaults.vars_plugins|ANSIBLE_VARS_PLUGINS
    DEFAULT_VAULT_ENCRYPT_IDENTITY||null|defaults.vault_encrypt_identity|ANSIBLE_VAULT_ENCRYPT_IDENTITY
    DEFAULT_VAULT_IDENTITY||"default"|defaults.vault_identity|ANSIBLE_VAULT_IDENTITY
    DEFAULT_VAULT_IDENTITY_LIST|list|[]|defaults.vault_identity_list|ANSIBLE_VAULT_IDENTITY_LIST
    DEFAULT_VAULT_ID_MATCH||false|defaults.vault_id_match|ANSIBLE_VAULT_ID_MATCH
    DEFAULT_VAULT_PASSWORD_FILE|path|null|defaults.vault_password_file|ANSIBLE_VAULT_PASSWORD_FILE
    DEFAULT_VERBOSITY|integer|0|defaults.verbosity|ANSIBLE_VERBOSITY
    DEPRECATION_WARNINGS|boolean|true|defaults.deprecation_warnings|ANSIBLE_DEPRECATION_WARNINGS
    DEVEL_WARNING|boolean|true|defaults.devel_warning|ANSIBLE_DEVEL_WARNING
    DIFF_ALWAYS|bool|false|diff.always|ANSIBLE_DIFF_ALWAYS
    DIFF_CONTEXT|integer|3|diff.context|ANSIBLE_DIFF_CONTEXT
    DISPLAY_ARGS_TO_STDOUT|boolean|false|defaults.display_args_to_stdout|ANSIBLE_DISPLAY_ARGS_TO_STDOUT
    DISPLAY_SKIPPED_HOSTS|boolean|true|defaults.display_skipped_hosts|ANSIBLE_DISPLAY_SKIPPED_HOSTS
    DISPLAY_TRACEBACK|list|["never"]|defaults.display_traceback|ANSIBLE_DISPLAY_TRACEBACK
    DOCSITE_ROOT_URL||"https://docs.ansible.com/ansible-core/"|defaults.docsite_root_url|
    DOC_FRAGMENT_PLUGIN_PATH|pathspec|["{{ANSIBLE_HOME}}/plugins/doc_fragments", \#
    "/usr/share/ansible/plugins/doc_fragments"]|defaults.doc_fragment_plugins|ANSIBLE_DOC_FRAGMENT_PLUGINS
    DUPLICATE_YAML_DICT_KEY|string|"warn"|defaults.duplicate_dict_key|ANSIBLE_DUPLICATE_YAML_DICT_KEY
    EDITOR||"vi"|defaults.editor|ANSIBLE_EDITOR EDITOR
    ENABLE_TASK_DEBUGGER|boolean|false|defaults.enable_task_debugger|ANSIBLE_ENABLE_TASK_DEBUGGER
    ERROR_ON_MISSING_HANDLER|boolean|true|defaults.error_on_missing_handler|ANSIBLE_ERROR_ON_MISSING_HANDLER
    FACTS_MODULES|list|["smart"]|defaults.facts_modules|ANSIBLE_FACTS_MODULES
    GALAXY_CACHE_DIR|path|"{{ANSIBLE_HOME}}/galaxy_cache"|galaxy.cache_dir|ANSIBLE_GALAXY_CACHE_DIR
    GALAXY_COLLECTIONS_PATH_WARNING|bool|true|galaxy.collections_path_warning|\#
    ANSIBLE_GALAXY_COLLECTIONS_PATH_WARNING
    GALAXY_COLLECTION_IMPORT_POLL_FACTOR|float|1.5||ANSIBLE_GALAXY_COLLECTION_IMPORT_POLL_FACTOR
    GALAXY_COLLECTION_IMPORT_POLL_INTERVAL|float|2.0||ANSIBLE_GALAXY_COLLECTION_IMPORT_POLL_INTERVAL
    GALAXY_COLLECTION_SKELETON|path|null|galaxy.collection_skeleton|ANSIBLE_GALAXY_COLLECTION_SKELETON
    GALAXY_COLLECTION_SKELETON_IGNORE|list|["^.git$", \#
    "^.*/.git_keep$"]|galaxy.collection_skeleton_ignore|ANSIBLE_GALAXY_COLLECTION_SKELETON_IGNORE
    GALAXY_DISABLE_GPG_VERIFY|bool|false|galaxy.disable_gpg_verify|ANSIBLE_GALAXY_DISABLE_GPG_VERIFY
    GALAXY_DISPLAY_PROGRESS|bool|null|galaxy.display_progress|ANSIBLE_GALAXY_DISPLAY_PROGRESS
    GALAXY_GPG_KEYRING|path|null|galaxy.gpg_keyring|ANSIBLE_GALAXY_GPG_KEYRING
    GALAXY_IGNORE_CERTS|boolean|null|galaxy.ignore_certs|ANSIBLE_GALAXY_IGNORE
    GALAXY_IGNORE_INVALID_SIGNATURE_STATUS_CODES|list|null|galaxy.ignore_signature_status_codes|\#
    ANSIBLE_GALAXY_IGNORE_SIGNATURE_STATUS_CODES
    GALAXY_REQUIRED_VALID_SIGNATURE_COUNT|str|"1"|galaxy.required_valid_signature_count|\#
    ANSIBLE_GALAXY_REQUIRED_VALID_SIGNATURE_COUNT
    GALAXY_ROLE_SKELETON|path|null|galaxy.role_skeleton|ANSIBLE_GALAXY_ROLE_SKELETON
    GALAXY_ROLE_SKELETON_IGNORE|list|["^.git$", \#
    "^.*/.git_keep$"]|galaxy.role_skeleton_ignore|ANSIBLE_GALAXY_ROLE_SKELETON_IGNORE
    GALAXY_SERVER||"https://galaxy.ansible.com"|galaxy.server|ANSIBLE_GALAXY_SERVER
    GALAXY_SERVER_LIST|list|null|galaxy.server_list|ANSIBLE_GALAXY_SERVER_LIST
    GALAXY_SERVER_TIMEOUT|int|60|galaxy.server_timeout|ANSIBLE_GALAXY_SERVER_TIMEOUT
    GALAXY_TOKEN_PATH|path|"{{ANSIBLE_HOME}}/galaxy_token"|galaxy.token_path|ANSIBLE_GALAXY_TOKEN_PATH
    HOST_KEY_CHECKING|boolean|true|defaults.host_key_checking|ANSIBLE_HOST_KEY_CHECKING
    HOST_PATTERN_MISMATCH||"warning"|inventory.host_pattern_mismatch|ANSIBLE_HOST_PATTERN_MISMATCH
    INJECT_FACTS_AS_VARS|boolean|true|defaults.inject_facts_as_vars|ANSIBLE_INJECT_FACT_VARS
    INTERPRETER_PYTHON||"auto"|defaults.interpreter_python|ANSIBLE_PYTHON_INTERPRETER
    INTERPRETER_PYTHON_FALLBACK|list|["python3.13", "python3.12", "python3.11", "python3.10", "python3.9", \#
    "python3.8", "/usr/bin/python3", "python3"]||
    INVALID_TASK_ATTRIBUTE_FAILED|boolean|true|defaults.invalid_task_attribute_failed|\#
    ANSIBLE_INVALID_TASK_ATTRIBUTE_FAILED
    INVENTORY_ANY_UNPARSED_IS_FAILED|boolean|false|inventory.any_unparsed_is_failed|\#
    ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED
    INVENTORY_ENABLED|list|["host_list", "script", "auto", "yaml", "ini", \#
    "toml"]|inventory.enable_plugins|ANSIBLE_INVENTORY_ENABLED
    INVENTORY_EXPORT|bool|false|inventory.export|ANSIBLE_INVENTORY_EXPORT
    INVENTORY_IGNORE_EXTS|list|[".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".orig", \#
    ".cfg", ".retry"]|defaults.inventory_ignore_extensions inventory.ignore_extensions|ANSIBLE_INVENTORY_IGNORE
    INVENTORY_IGNORE_PATTERNS|list|[]|defaults.inventory_ignore_patterns \#
    inventory.ignore_patterns|ANSIBLE_INVENTORY_IGNORE_REGEX
    INVENTORY_UNPARSED_IS_FAILED|bool|false|inventory.unparsed_is_failed|ANSIBLE_INVENTORY_UNPARSED_FAILED
    INVENTORY_UNPARSED_WARNING|boolean|true|inventory.inventory_unparsed_warning|ANSIBLE_INVENTORY_UNPARSED_WARNING
    LOCALHOST_WARNING|boolean|true|defaults.localhost_warning|ANSIBLE_LOCALHOST_WARNING
    LOG_VERBOSITY|int|null|defaults.log_verbosity|ANSIBLE_LOG_VERBOSITY
    MAX_FILE_SIZE_FOR_DIFF|int|104448|defaults.max_diff_size|ANSIBLE_MAX_DIFF_SIZE
    MODULE_IGNORE_EXTS|list|[".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".yaml", ".yml", \#
    ".ini"]|defaults.module_ignore_exts|ANSIBLE_MODULE_IGNORE_EXTS
    MODULE_STRICT_UTF8_RESPONSE|bool|true|defaults.module_strict_utf8_response|ANSIBLE_MODULE_STRICT_UTF8_RESPONSE
    NETCONF_SSH_CONFIG||null|netconf_connection.ssh_config|ANSIBLE_NETCONF_SSH_CONFIG
    NETWORK_GROUP_MODULES|list|["eos", "nxos", "ios", "iosxr", "junos", "enos", "ce", "vyos", "sros", "dellos9", \#
    "dellos10", "dellos6", "asa", "aruba", "aireos", "bigip", "ironware", "onyx", "netconf", "exos", "voss", \#
    "slxos"]|defaults.network_group_modules|ANSIBLE_NETWORK_GROUP_MODULES
    OLD_PLUGIN_CACHE_CLEARING|boolean|false|defaults.old_plugin_cache_clear|ANSIBLE_OLD_PLUGIN_CACHE_CLEAR
    PAGER||"less"|defaults.pager|ANSIBLE_PAGER PAGER
    PARAMIKO_HOST_KEY_AUTO_ADD|boolean|false|paramiko_connection.host_key_auto_add|\#
    ANSIBLE_PARAMIKO_HOST_KEY_AUTO_ADD
    PARAMIKO_LOOK_FOR_KEYS|boolean|true|paramiko_connection.look_for_keys|ANSIBLE_PARAMIKO_LOOK_FOR_KEYS
    PERSISTENT_COMMAND_TIMEOUT|int|30|persistent_connection.command_timeout|ANSIBLE_PERSISTENT_COMMAND_TIMEOUT
    PERSISTENT_CONNECT_RETRY_TIMEOUT|integer|15|persistent_connection.connect_retry_timeout|\#
    ANSIBLE_PERSISTENT_CONNECT_RETRY_TIMEOUT
    PERSISTENT_CONNECT_TIMEOUT|integer|30|persistent_connection.connect_timeout|ANSIBLE_PERSISTENT_CONNECT_TIMEOUT
    PERSISTENT_CONTROL_PATH_DIR|path|"{{ANSIBLE_HOME}}/pc"|persistent_connection.control_path_dir|\#
    ANSIBLE_PERSISTENT_CONTROL_PATH_DIR
    PLAYBOOK_DIR|path|null|defaults.playbook_dir|ANSIBLE_PLAYBOOK_DIR
    PLAYBOOK_VARS_ROOT||"top"|defaults.playbook_vars_root|ANSIBLE_PLAYBOOK_VARS_ROOT
    PLUGIN_FILTERS_CFG|path|null|defaults.plugin_filters_cfg|
    PYTHON_MODULE_RLIMIT_NOFILE||0|defaults.python_module_rlimit_nofile|ANSIBLE_PYTHON_MODULE_RLIMIT_NOFILE
    RETRY_FILES_ENABLED|bool|false|defaults.retry_files_enabled|ANSIBLE_RETRY_FILES_ENABLED
    RETRY_FILES_SAVE_PATH|path|null|defaults.retry_files_save_path|ANSIBLE_RETRY_FILES_SAVE_PATH
    RUN_VARS_PLUGINS|str|"demand"|defaults.run_vars_plugins|ANSIBLE_RUN_VARS_PLUGINS
    SHOW_CUSTOM_STATS|bool|false|defaults.show_custom_stats|ANSIBLE_SHOW_CUSTOM_STATS
    SSH_AGENT|string|"none"|connection.ssh_agent|ANSIBLE_SSH_AGENT
    SSH_AGENT_EXECUTABLE|str|"ssh-agent"|connection.ssh_agent_executable|ANSIBLE_SSH_AGENT_EXECUTABLE
    SSH_AGENT_KEY_LIFETIME|int|null|connection.ssh_agent_key_lifetime|ANSIBLE_SSH_AGENT_KEY_LIFETIME
    STRING_TYPE_FILTERS|list|["string", "to_json", "to_nice_json", "to_yaml", "to_nice_yaml", "ppretty", \#
    "json"]|jinja2.dont_type_filters|ANSIBLE_STRING_TYPE_FILTERS
    SYSTEM_WARNINGS|boolean|true|defaults.system_warnings|ANSIBLE_SYSTEM_WARNINGS
    TAGS_RUN|list|[]|tags.run|ANSIBLE_RUN_TAGS
    TAGS_SKIP|list|[]|tags.skip|ANSIBLE_SKIP_TAGS
    TARGET_LOG_INFO||null|defaults.target_log_info|ANSIBLE_TARGET_LOG_INFO
    TASK_DEBUGGER_IGNORE_ERRORS|boolean|true|defaults.task_debugger_ignore_errors|\#
    ANSIBLE_TASK_DEBUGGER_IGNORE_ERRORS
    TASK_TIMEOUT|integer|0|defaults.task_timeout|ANSIBLE_TASK_TIMEOUT
    TRANSFORM_INVALID_GROUP_CHARS|string|"never"|defaults.force_valid_group_names|\#
    ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS
    USE_PERSISTENT_CONNECTIONS|boolean|false|defaults.use_persistent_connections|ANSIBLE_USE_PERSISTENT_CONNECTIONS
    VALIDATE_ACTION_GROUP_METADATA|bool|true|defaults.validate_action_group_metadata|\#
    ANSIBLE_VALIDATE_ACTION_GROUP_METADATA
    VARIABLE_PLUGINS_ENABLED|list|["host_group_vars"]|defaults.vars_plugins_enabled|ANSIBLE_VARS_ENABLED
    VARIABLE_PRECEDENCE|list|["all_inventory", "groups_inventory", "all_plugins_inventory", "all_plugins_play", \#
    "groups_plugins_inventory", "groups_plugins_play"]|defaults.precedence|ANSIBLE_PRECEDENCE
    VAULT_ENCRYPT_SALT||null|defaults.vault_encrypt_salt|ANSIBLE_VAULT_ENCRYPT_SALT
    VERBOSE_TO_STDERR|bool|false|defaults.verbose_to_stderr|ANSIBLE_VERBOSE_TO_STDERR
    WIN_ASYNC_STARTUP_TIMEOUT|integer|5|defaults.win_async_startup_timeout|ANSIBLE_WIN_ASYNC_STARTUP_TIMEOUT
    WORKER_SHUTDOWN_POLL_COUNT|integer|0||ANSIBLE_WORKER_SHUTDOWN_POLL_COUNT
    WORKER_SHUTDOWN_POLL_DELAY|float|0.1||ANSIBLE_WORKER_SHUTDOWN_POLL_DELAY
    YAML_FILENAME_EXTENSIONS|list|[".yml", ".yaml", \#
    ".json"]|defaults.yaml_valid_extensions|ANSIBLE_YAML_FILENAME_EXT
    _ANSIBALLZ_COVERAGE_CONFIG||null||_ANSIBLE_ANSIBALLZ_COVERAGE_CONFIG
    _ANSIBALLZ_DEBUGPY_CONFIG||null||_ANSIBLE_ANSIBALLZ_DEBUGPY_CONFIG
    _ANSIBALLZ_PYDEVD_CONFIG||null||_ANSIBLE_ANSIBALLZ_PYDEVD_CONFIG
    _ANSIBLE_CONNECTION_PATH|path|null||_ANSIBLE_CONNECTION_PATH
    _CALLBACK_DISPATCH_ERROR_BEHAVIOR|choices|"warning"||_ANSIBLE_CALLBACK_DISPATCH_ERROR_BEHAVIOR
    _MODULE_METADATA|boolean|false||_ANSIBLE_MODULE_METADATA
    _TEMPLAR_SANDBOX_MODE|choices|"default"||_ANSIBLE_TEMPLAR_SANDBOX_MODE
    _TEMPLAR_UNKNOWN_TYPE_CONVERSION|choices|"warning"||_ANSIBLE_TEMPLAR_UNKNOWN_TYPE_CONVERSION
    _TEMPLAR_UNKNOWN_TYPE_ENCOUNTERED|choices|"ignore"||_ANSIBLE_TEMPLAR_UNKNOWN_TYPE_ENCOUNTERED
    _TEMPLAR_UNTRUSTED_TEMPLATE_BEHAVIOR|choices|"ignore"||_ANSIBLE_TEMPLAR_UNTRUSTED_TEMPLATE_BEHAVIOR
    """#
}
