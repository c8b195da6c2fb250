"""Keys and files: the layer that all machines share, the ones of a single machine, and those of the control machine."""
import hashlib
import os
import pwd
import shutil

from . import settings
from .image import account_ids
from .system import read, run, write
from .topology import CONTROL_ADDRESS

# These kernel settings belong to the whole computer. A machine gets plain files in their place, so that setting,
# reading and losing them at a reboot all work and nothing leaks out. They accept any text. (net.* is real.)
SHADOWED_SYSCTLS = (
    "fs/file-max", "fs/inotify/max_user_instances", "fs/inotify/max_user_watches", "fs/protected_fifos",
    "fs/protected_hardlinks", "fs/protected_regular", "fs/protected_symlinks", "fs/suid_dumpable",
    "kernel/core_uses_pid", "kernel/dmesg_restrict", "kernel/kexec_load_disabled", "kernel/kptr_restrict",
    "kernel/panic", "kernel/panic_on_oops", "kernel/perf_event_paranoid", "kernel/printk", "kernel/randomize_va_space",
    "kernel/sysrq", "kernel/unprivileged_bpf_disabled", "kernel/yama/ptrace_scope", "vm/dirty_background_ratio",
    "vm/dirty_ratio", "vm/max_map_count", "vm/overcommit_memory", "vm/swappiness", "vm/vfs_cache_pressure",
)

SHADOW_SCRIPT = """#!/bin/sh
# Puts plain files over kernel settings that belong to the whole computer.
mkdir -p /run/shadow-sysctl
for key in {keys}; do
  [ -f /proc/sys/$key ] || continue
  shadow=/run/shadow-sysctl/$(echo $key | tr / .)
  cat /proc/sys/$key > $shadow && mount --bind $shadow /proc/sys/$key
done
exit 0
"""
SHADOW_UNIT = """[Unit]
Description=Keep kernel settings of this machine to itself
DefaultDependencies=no
Before=systemd-sysctl.service
After=local-fs-pre.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/lib/lab/shadow-sysctl
"""
SSHD_CONFIG = """HostKey /etc/ssh/ssh_host_ed25519_key
PermitRootLogin prohibit-password
PasswordAuthentication no
UseDNS no
"""


def make_key(path, comment):
    """An ed25519 key pair, unless it is there."""
    if os.path.exists(path):
        return
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path)


def client_key():
    """The private key that every user of every machine accepts."""
    return os.path.join(settings.CLIENT, "id_ed25519")


def write_common_layer():
    """The overlay layer between the Debian root and each machine's own disk."""
    shutil.rmtree(settings.COMMON, ignore_errors=True)
    make_key(client_key(), "fleet-lab")
    make_key(os.path.join(settings.STATE, "stranger", "id_ed25519"), "a key that no machine accepts")
    layer, public = settings.COMMON, read(client_key() + ".pub")
    for name, home in (("root", "/root"), (settings.USER, "/home/" + settings.USER),
                       (settings.PASSWORD_USER, "/home/" + settings.PASSWORD_USER)):
        write(layer + home + "/.ssh/authorized_keys", public, 0o600)
        os.chmod(layer + home + "/.ssh", 0o700)
        os.chmod(layer + home, 0o700)
        uid, gid = account_ids(settings.ROOT, name)
        for path in ("", "/.ssh", "/.ssh/authorized_keys"):
            os.chown(layer + home + path, uid, gid)
    write(layer + "/usr/lib/lab/shadow-sysctl", SHADOW_SCRIPT.format(keys=" ".join(SHADOWED_SYSCTLS)), 0o755)
    units = layer + "/etc/systemd/system"
    write(units + "/lab-shadow-sysctl.service", SHADOW_UNIT)
    os.makedirs(units + "/sysinit.target.wants", exist_ok=True)
    os.symlink(units[len(layer):] + "/lab-shadow-sysctl.service",
               units + "/sysinit.target.wants/lab-shadow-sysctl.service")
    write(layer + "/etc/ssh/sshd_config.d/10-lab.conf", SSHD_CONFIG)


def disk(machine):
    """The folder of a machine's own overlay layer; it survives a crash and a reboot, and goes with `down`."""
    return os.path.join(settings.DISKS, machine.name)


def overlay_options(machine):
    """The options that mount a machine's root."""
    own = disk(machine)
    return f"lowerdir={settings.COMMON}:{settings.ROOT},upperdir={own}/upper,workdir={own}/work"


def hosts_file(machines, name=None):
    """The text of /etc/hosts; bulk machines do not know each other."""
    lines = ["127.0.0.1 localhost"] + ([f"127.0.1.1 {name}"] if name else [f"{CONTROL_ADDRESS} control"])
    lines += [f"{machine.address} {machine.name}" for machine in machines if machine.group != "bulk"]
    return "\n".join(lines) + "\n"


def prepare_machine(machine, machines):
    """Host key and first files of a machine; a kept disk is left as it is."""
    key = os.path.join(settings.HOST_KEYS, machine.name)
    make_key(key, machine.name)
    upper = os.path.join(disk(machine), "upper")
    os.makedirs(os.path.join(disk(machine), "work"), exist_ok=True)
    if os.path.exists(upper + "/etc/hostname"):
        return
    write(upper + "/etc/ssh/ssh_host_ed25519_key", read(key), 0o600)
    write(upper + "/etc/ssh/ssh_host_ed25519_key.pub", read(key + ".pub"))
    write(upper + "/etc/hostname", machine.name + "\n")
    write(upper + "/etc/hosts", hosts_file(machines, machine.name))
    digest = hashlib.md5(f"fleet-lab {machine.name}".encode(), usedforsecurity=False).hexdigest()
    write(upper + "/etc/machine-id", digest + "\n", 0o444)
    write(upper + "/etc/resolv.conf", "# There is no name server in the lab.\n")


def write_client_files(machines):
    """The control machine's ~/.ssh: key, known_hosts of all machines, and a config that knows them by name."""
    known, names = [], []
    for machine in machines:
        public = read(os.path.join(settings.HOST_KEYS, machine.name + ".pub")).split()
        known.append(f"{machine.name},{machine.address} {public[0]} {public[1]}")
        jump = "" if machine.public else "  ProxyJump bastion\n"
        names.append(f"Host {machine.name}\n  HostName {machine.address}\n  HostKeyAlias {machine.name}\n{jump}")
    common = (f"Host *\n  User {settings.USER}\n  IdentityFile {client_key()}\n  IdentitiesOnly yes\n"
              f"  UserKnownHostsFile {settings.CLIENT}/known_hosts\n  GlobalKnownHostsFile /dev/null\n"
              "  StrictHostKeyChecking yes\n  ConnectTimeout 10\n")
    write(os.path.join(settings.CLIENT, "known_hosts"), "\n".join(known) + "\n", 0o600)
    write(os.path.join(settings.CLIENT, "config"), "\n".join(names) + "\n" + common, 0o600)
    write(os.path.join(settings.STATE, "hosts"), hosts_file(machines))
    write(os.path.join(settings.STATE, "inventory.yml"), inventory(machines))


def inventory(machines):
    """An inventory of everything that is up, for tests and benchmarks; the product's own is in inventory/prod."""
    groups = {}
    for machine in machines:
        groups.setdefault(machine.group, []).append(machine)
    lines = ["all:", "  vars:", f"    ansible_user: {settings.USER}",
             f"    ansible_ssh_private_key_file: {client_key()}", "    ansible_python_interpreter: /usr/bin/python3",
             "  children:"]
    for group, members in groups.items():
        lines += [f"    {group}:", "      hosts:"]
        for machine in members:
            jump = "" if machine.public else f", ansible_ssh_common_args: '-o ProxyJump={settings.USER}@10.0.1.20'"
            lines.append(f"        {machine.name}: {{ansible_host: {machine.address}, lab_kind: {machine.kind}{jump}}}")
    return "\n".join(lines) + "\n"


def home_folder():
    """The home that both OpenSSH and the C library believe in."""
    return pwd.getpwuid(os.geteuid()).pw_dir


def environment():
    """What tests need to know, by name."""
    return {
        "FLEET_LAB": settings.PROGRAM,
        "FLEET_LAB_STATE": settings.STATE,
        "FLEET_LAB_CACHE": settings.CACHE,
        "FLEET_LAB_USER": settings.USER,
        "FLEET_LAB_KEY": client_key(),
        "FLEET_LAB_STRANGER_KEY": os.path.join(settings.STATE, "stranger", "id_ed25519"),
        "FLEET_LAB_KNOWN_HOSTS": os.path.join(settings.CLIENT, "known_hosts"),
        "FLEET_LAB_SSH_CONFIG": os.path.join(settings.CLIENT, "config"),
        "FLEET_LAB_INVENTORY": os.path.join(settings.STATE, "inventory.yml"),
        "FLEET_LAB_PASSWORD_USER": settings.PASSWORD_USER,
        "FLEET_LAB_PASSWORD": settings.PASSWORD,
    }
