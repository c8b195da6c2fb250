/// The names of modules: full names of collections, and well-known modules that `fleet` does not implement.
package enum ModuleNames {
  /// Collections whose modules go by their short names here.
  private static let prefixes = [
    "ansible.builtin.", "ansible.legacy.", "ansible.posix.", "community.general.", "community.docker.",
    "community.postgresql.", "community.mysql.", "community.crypto.",
  ]

  /// `copy` for `ansible.builtin.copy`; a name of another collection stays whole.
  package static func short(_ name: String) -> String {
    for prefix in prefixes where name.hasPrefix(prefix) { return String(name.dropFirst(prefix.count)) }
    return name
  }

  /// Whether the name is one that people use and `fleet` lacks: such a task loads, is skipped when its condition is
  /// false, and fails only when it is reached.
  package static func isKnownElsewhere(_ name: String) -> Bool {
    let short = short(name)
    return unimplemented.contains(short) || name.split(separator: ".").count >= 3
  }

  /// Well-known modules of ansible-core and the common collections that are not in the catalog. Sorted.
  package static let unimplemented: Set<String> = [
    "acl", "apk", "apt_rpm", "archive", "at", "bower",
    "capabilities", "cargo", "composer", "cpanm", "cronvar", "dconf", "dnf", "dnf5",
    "docker_compose_v2", "docker_container", "docker_image", "docker_login", "docker_network", "docker_prune",
    "docker_swarm", "docker_volume", "easy_install", "ejabberd_user", "expect", "filesystem",
    "firewalld", "flatpak", "gem", "gconftool2", "git_config", "github_release", "gunicorn", "helm",
    "homebrew", "homebrew_cask", "htpasswd", "ini_file", "interfaces_file", "iptables_state", "iso_extract",
    "java_cert", "java_keystore", "jenkins_job", "k8s", "launchd", "ldap_entry",
    "lvg", "lvol", "macports", "mail", "make", "monit", "mount_facts", "mysql_db",
    "mysql_info", "mysql_query", "mysql_user", "mysql_variables", "nagios", "nmcli", "npm", "openbsd_pkg",
    "open_iscsi", "openssh_keypair", "openssl_csr", "openssl_dhparam", "openssl_pkcs12", "openssl_privatekey",
    "opkg", "osx_defaults", "pacman", "pam_limits", "pamd", "parted", "patch", "pear",
    "pip_package_info", "pipx", "pkgin", "pkgng", "pkgutil", "podman_container", "podman_image", "portage",
    "postgresql_db", "postgresql_ext", "postgresql_info", "postgresql_ping", "postgresql_privs", "postgresql_query",
    "postgresql_set", "postgresql_user", "psexec", "puppet", "rabbitmq_user", "read_csv", "redhat_subscription",
    "redis", "rhsm_release", "rhsm_repository", "rpm_key", "seboolean", "sefcontext", "selinux",
    "selinux_permissive", "selogin", "seport", "slackpkg", "snap", "snap_alias", "solaris_zone",
    "ssh_config", "subversion", "sudoers", "supervisorctl", "svc", "svr4pkg", "swdepot", "synchronize", "sysrc",
    "sysvinit", "terraform", "urpmi", "validate_argument_spec", "vdo", "wakeonlan", "win_command",
    "win_copy", "win_feature", "win_file", "win_get_url", "win_ping", "win_reboot", "win_regedit", "win_service",
    "win_shell", "win_template", "win_user", "x509_certificate", "xattr", "xfs_quota", "xml", "yarn", "yum",
    "yum_repository", "zfs", "zypper", "zypper_repository",
  ]
}
