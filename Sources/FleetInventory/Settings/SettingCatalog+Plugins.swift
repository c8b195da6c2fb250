extension SettingCatalog {
  /// The options of plugins that `fleet` has in itself, under `type.plugin.option`.
  static let pluginTable = #"""
    connection.ssh.control_path|string|null|ssh_connection.control_path|ANSIBLE_SSH_CONTROL_PATH
    connection.ssh.control_path_dir|string|"{{ANSIBLE_HOME}}/cp"|ssh_connection.control_path_dir|\#
    ANSIBLE_SSH_CONTROL_PATH_DIR
    connection.ssh.host|string|"inventory_hostname"||
    connection.ssh.host_key_checking|boolean|true|defaults.host_key_checking \#
    ssh_connection.host_key_checking|ANSIBLE_HOST_KEY_CHECKING ANSIBLE_SSH_HOST_KEY_CHECKING
    connection.ssh.password|string|null||
    connection.ssh.password_mechanism|string|"ssh_askpass"|ssh_connection.password_mechanism|\#
    ANSIBLE_SSH_PASSWORD_MECHANISM
    connection.ssh.pipelining|boolean|false|defaults.pipelining connection.pipelining \#
    ssh_connection.pipelining|ANSIBLE_PIPELINING ANSIBLE_SSH_PIPELINING
    connection.ssh.pkcs11_provider|string|""|ssh_connection.pkcs11_provider|ANSIBLE_PKCS11_PROVIDER
    connection.ssh.port|int|null|defaults.remote_port|ANSIBLE_REMOTE_PORT
    connection.ssh.private_key|string|null||ANSIBLE_PRIVATE_KEY
    connection.ssh.private_key_file|string|null|defaults.private_key_file|ANSIBLE_PRIVATE_KEY_FILE
    connection.ssh.private_key_passphrase|string|null||ANSIBLE_PRIVATE_KEY_PASSPHRASE
    connection.ssh.reconnection_retries|integer|0|connection.retries ssh_connection.retries|ANSIBLE_SSH_RETRIES
    connection.ssh.remote_user|string|null|defaults.remote_user|ANSIBLE_REMOTE_USER
    connection.ssh.scp_executable|string|"scp"|ssh_connection.scp_executable|ANSIBLE_SCP_EXECUTABLE
    connection.ssh.scp_extra_args|string|""|ssh_connection.scp_extra_args|ANSIBLE_SCP_EXTRA_ARGS
    connection.ssh.sftp_batch_mode|bool|true|ssh_connection.sftp_batch_mode|ANSIBLE_SFTP_BATCH_MODE
    connection.ssh.sftp_executable|string|"sftp"|ssh_connection.sftp_executable|ANSIBLE_SFTP_EXECUTABLE
    connection.ssh.sftp_extra_args|string|""|ssh_connection.sftp_extra_args|ANSIBLE_SFTP_EXTRA_ARGS
    connection.ssh.ssh_args|string|"-C -o ControlMaster=auto -o \#
    ControlPersist=60s"|ssh_connection.ssh_args|ANSIBLE_SSH_ARGS
    connection.ssh.ssh_common_args|string|""|ssh_connection.ssh_common_args|ANSIBLE_SSH_COMMON_ARGS
    connection.ssh.ssh_executable|string|"ssh"|ssh_connection.ssh_executable|ANSIBLE_SSH_EXECUTABLE
    connection.ssh.ssh_extra_args|string|""|ssh_connection.ssh_extra_args|ANSIBLE_SSH_EXTRA_ARGS
    connection.ssh.ssh_transfer_method|string|"smart"|ssh_connection.transfer_method|ANSIBLE_SSH_TRANSFER_METHOD
    connection.ssh.sshpass_prompt|string|""|ssh_connection.sshpass_prompt|ANSIBLE_SSHPASS_PROMPT
    connection.ssh.timeout|integer|10|defaults.timeout ssh_connection.timeout|ANSIBLE_TIMEOUT ANSIBLE_SSH_TIMEOUT
    connection.ssh.use_tty|bool|true|ssh_connection.usetty|ANSIBLE_SSH_USETTY
    connection.ssh.verbosity|int|0|ssh_connection.verbosity|ANSIBLE_SSH_VERBOSITY
    connection.local.become_strip_preamble|bool|true||
    connection.local.become_success_timeout|int|10||
    connection.local.pipelining|boolean|false|defaults.pipelining connection.pipelining|ANSIBLE_PIPELINING
    become.sudo.become_exe||"sudo"|privilege_escalation.become_exe \#
    sudo_become_plugin.executable|ANSIBLE_BECOME_EXE ANSIBLE_SUDO_EXE
    become.sudo.become_flags||"-H -S -n"|privilege_escalation.become_flags \#
    sudo_become_plugin.flags|ANSIBLE_BECOME_FLAGS ANSIBLE_SUDO_FLAGS
    become.sudo.become_pass||null|sudo_become_plugin.password|ANSIBLE_BECOME_PASS ANSIBLE_SUDO_PASS
    become.sudo.become_user||"root"|privilege_escalation.become_user sudo_become_plugin.user|ANSIBLE_BECOME_USER \#
    ANSIBLE_SUDO_USER
    become.sudo.sudo_chdir|string|null|sudo_become_plugin.chdir|ANSIBLE_SUDO_CHDIR
    become.su.become_exe||"su"|privilege_escalation.become_exe su_become_plugin.executable|ANSIBLE_BECOME_EXE \#
    ANSIBLE_SU_EXE
    become.su.become_flags||""|privilege_escalation.become_flags su_become_plugin.flags|ANSIBLE_BECOME_FLAGS \#
    ANSIBLE_SU_FLAGS
    become.su.become_pass||null|su_become_plugin.password|ANSIBLE_BECOME_PASS ANSIBLE_SU_PASS
    become.su.become_user||"root"|privilege_escalation.become_user su_become_plugin.user|ANSIBLE_BECOME_USER \#
    ANSIBLE_SU_USER
    become.su.prompt_l10n|list|[]|su_become_plugin.localized_prompts|ANSIBLE_SU_PROMPT_L10N
    shell.sh.admin_users|list|["root", "toor"]|defaults.admin_users|ANSIBLE_ADMIN_USERS
    shell.sh.async_dir||"{{ANSIBLE_HOME}}_async"|defaults.async_dir|ANSIBLE_ASYNC_DIR
    shell.sh.common_remote_group||null|defaults.common_remote_group|ANSIBLE_COMMON_REMOTE_GROUP
    shell.sh.remote_tmp||"{{ANSIBLE_HOME}}/tmp"|defaults.remote_tmp|ANSIBLE_REMOTE_TEMP ANSIBLE_REMOTE_TMP
    shell.sh.system_tmpdirs|list|["/var/tmp", "/tmp"]|defaults.system_tmpdirs|ANSIBLE_SYSTEM_TMPDIRS
    shell.sh.world_readable_temp|boolean|false|defaults.allow_world_readable_tmpfiles|\#
    ANSIBLE_SHELL_ALLOW_WORLD_READABLE_TEMP
    callback.default.check_mode_markers|bool|false|defaults.check_mode_markers|ANSIBLE_CHECK_MODE_MARKERS
    callback.default.display_failed_stderr|bool|false|defaults.display_failed_stderr|ANSIBLE_DISPLAY_FAILED_STDERR
    callback.default.display_ok_hosts|bool|true|defaults.display_ok_hosts|ANSIBLE_DISPLAY_OK_HOSTS
    callback.default.display_skipped_hosts|bool|true|defaults.display_skipped_hosts|ANSIBLE_DISPLAY_SKIPPED_HOSTS
    callback.default.pretty_results|bool|null|defaults.callback_format_pretty|ANSIBLE_CALLBACK_FORMAT_PRETTY
    callback.default.result_format|str|"json"|defaults.callback_result_format|ANSIBLE_CALLBACK_RESULT_FORMAT
    callback.default.show_custom_stats|bool|false|defaults.show_custom_stats|ANSIBLE_SHOW_CUSTOM_STATS
    callback.default.show_per_host_start|bool|false|defaults.show_per_host_start|ANSIBLE_SHOW_PER_HOST_START
    callback.default.show_task_path_on_failure|bool|false|defaults.show_task_path_on_failure|\#
    ANSIBLE_SHOW_TASK_PATH_ON_FAILURE
    cache.jsonfile._prefix||null|defaults.fact_caching_prefix|ANSIBLE_CACHE_PLUGIN_PREFIX
    cache.jsonfile._timeout|integer|86400|defaults.fact_caching_timeout|ANSIBLE_CACHE_PLUGIN_TIMEOUT
    cache.jsonfile._uri|path|null|defaults.fact_caching_connection|ANSIBLE_CACHE_PLUGIN_CONNECTION
    inventory.constructed.compose|dict|{}||
    inventory.constructed.groups|dict|{}||
    inventory.constructed.keyed_groups|list|[]||
    inventory.constructed.leading_separator|boolean|true||
    inventory.constructed.plugin||null||
    inventory.constructed.strict|bool|false||
    inventory.constructed.use_extra_vars|bool|false|inventory_plugins.use_extra_vars|\#
    ANSIBLE_INVENTORY_USE_EXTRA_VARS
    inventory.constructed.use_vars_plugins|boolean|false||
    """#
}
