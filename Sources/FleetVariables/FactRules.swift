/// Which facts may become variables. A machine's answer must not change how the next task connects or becomes root
/// (Ansible's `clean_facts`).
enum FactRules {
  private static let connectionNames: Set<String> = [
    "ansible_connection", "ansible_module_compression", "ansible_shell_type", "ansible_shell_executable",
    "ansible_ssh_host", "ansible_host", "ansible_ssh_user", "ansible_user", "ansible_ssh_pass", "ansible_password",
    "ansible_ssh_port", "ansible_port", "ansible_ssh_pipelining", "ansible_pipelining", "ansible_ssh_timeout",
    "ansible_timeout", "ansible_ssh_private_key_file", "ansible_private_key_file", "ansible_network_os",
    "ansible_connection_user", "ansible_ssh_executable", "ansible_ssh_common_args", "ansible_sftp_extra_args",
    "ansible_scp_extra_args", "ansible_ssh_extra_args", "ansible_ssh_transfer_method", "ansible_docker_extra_args",
    "ansible_become", "ansible_rsync_path", "ansible_playbook_python", "ansible_facts", "add_host", "add_group",
  ]
  private static let connectionPrefixes = [
    "ansible_ssh_", "ansible_local_", "ansible_paramiko_ssh_", "ansible_winrm_", "ansible_psrp_", "ansible_become_",
  ]

  /// Whether a fact of this name is also a variable of its own.
  static func isInjected(_ name: String) -> Bool {
    if name.hasPrefix("ansible_ssh_host_key_") { return true }
    if connectionNames.contains(name) || name.hasPrefix("_ansible_") { return false }
    if name.hasPrefix("ansible_become_") { return false }
    if name.hasPrefix("ansible_"), name.hasSuffix("_interpreter") { return false }
    return !connectionPrefixes.contains { name.hasPrefix($0) } || name.hasSuffix("_bridge")
  }

  /// The name inside `ansible_facts`.
  static func namespacedName(_ name: String) -> String {
    name.hasPrefix("ansible_") && name != "ansible_local" ? String(name.dropFirst(8)) : name
  }
}
