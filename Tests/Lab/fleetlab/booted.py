"""Machines that are booted: systemd as PID 1, in systemd-nspawn, watched by a supervisor process of ours."""
import os
import subprocess
import sys

from . import files, network, repository, settings
from .state import State
from .system import (CLONE_NEWNS, MNT_DETACH, MS_PRIVATE, MS_REC, LabError, children, die_with_parent, ip_batch, kill,
                     mount, read, start_time, unmount, unshare, wait_until)

REBOOT_CODE = 133  # systemd-nspawn ends with it when the machine asked for a reboot
BOOT_LIMIT = 100
GROUP_SECONDS = 5


def start(machine):
    """Starts the supervisor, which outlives this call."""
    os.makedirs(os.path.join(settings.BOOTED_MOUNTS, machine.name), exist_ok=True)
    os.makedirs(settings.LOGS, exist_ok=True)
    environment = dict(os.environ, FLEET_LAB_CACHE=settings.CACHE, FLEET_LAB_STATE=settings.STATE,
                       **{settings.MARK_NAME: settings.STATE})
    with open(os.path.join(settings.LOGS, machine.name + ".log"), "a", encoding="utf-8") as log:
        process = subprocess.Popen([sys.executable, settings.PROGRAM, "_supervise", machine.name], env=environment,
                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    machine.pid, machine.started = process.pid, start_time(process.pid)


def supervise(name):
    """The supervisor: boots the machine, again after each reboot, and ends when it is switched off."""
    state = State.load()
    machine = state.machine(name)
    unshare(CLONE_NEWNS)
    mount("none", "/", None, MS_REC | MS_PRIVATE)
    own_control_groups()
    # systemd-nspawn keeps locks and sockets there; in a file system of our own nothing is left behind.
    os.makedirs("/run/systemd", exist_ok=True)
    mount("tmpfs", "/run/systemd", "tmpfs", 0, "mode=755")
    root = os.path.join(settings.BOOTED_MOUNTS, name)
    mount("overlay", root, "overlay", 0, files.overlay_options(machine))
    for boot in range(BOOT_LIMIT):
        # A new namespace each time: a real reboot loses firewall rules and network settings too.
        network.own_network()
        switch = network.switch_path(state)
        ip_batch(switch, network.unplug_lines(machine), may_fail=True)
        ip_batch(switch, network.plug_lines(machine, os.getpid()))
        ip_batch(f"/proc/{os.getpid()}/ns/net", network.address_lines(machine))
        join_control_group(f"{settings.PREFIX}-{name}-{boot}")
        code = subprocess.call(nspawn_command(machine, root), stdin=subprocess.DEVNULL, preexec_fn=die_with_parent,
                               env=dict(os.environ, SYSTEMD_NSPAWN_API_VFS_WRITABLE="network"))
        print(f"boot {boot} of {name} ended with {code}", flush=True)
        if code != REBOOT_CODE:
            return code
    return 1


def own_control_groups():
    """A pure version 2 hierarchy in this mount namespace only, whatever the computer itself uses."""
    try:
        unmount("/sys/fs/cgroup", MNT_DETACH)
    except OSError:
        pass
    try:
        mount("cgroup2", "/sys/fs/cgroup", "cgroup2", 0, "nsdelegate")
    except OSError:
        mount("cgroup2", "/sys/fs/cgroup", "cgroup2")


def join_control_group(name):
    """A fresh group for each boot, as one that was used cannot take processes of its own any more."""
    path = "/sys/fs/cgroup/" + name
    os.makedirs(path, exist_ok=True)
    with open(path + "/cgroup.procs", "w", encoding="ascii") as file:
        file.write(str(os.getpid()))


def nspawn_command(machine, root):
    """The command line that boots a machine."""
    command = [
        "systemd-nspawn", "--quiet", "--directory=" + root, f"--machine={settings.PREFIX}-{machine.name}",
        "--hostname=" + machine.name, "--boot", "--register=no", "--keep-unit", "--console=pipe", "--link-journal=no",
        "--resolv-conf=off", "--timezone=off", "--kill-signal=SIGRTMIN+3",
        f"--network-namespace-path=/proc/{os.getpid()}/ns/net",
    ]
    if os.path.isdir(repository.path()):
        command.append(f"--bind-ro={repository.path()}:{settings.REPOSITORY_IN_MACHINE}")
    if not machine.docker:
        return command + ["--capability=CAP_NET_ADMIN"]
    # Docker's own overlays cannot lie on an overlay, so its data is on a real disk.
    data = os.path.join(settings.DOCKER_DISKS, machine.name)
    os.makedirs(data, exist_ok=True)
    return command + ["--capability=all", "--system-call-filter=add_key keyctl bpf", f"--bind={data}:/var/lib/docker"]


def leader(machine):
    """PID 1 of the machine as seen from outside: the child of systemd-nspawn; another one after each reboot."""
    if not machine.pid or start_time(machine.pid) != machine.started:
        return None
    for nspawn in children(machine.pid):
        if (read(f"/proc/{nspawn}/comm") or "").strip() != "systemd-nspawn":
            continue
        for pid in children(nspawn):
            if (read(f"/proc/{pid}/comm") or "").strip() == "systemd":
                return pid
    return None


def is_ready(machine):
    """Whether users may log in: sshd answers before that, and refuses everyone but root."""
    pid = leader(machine)
    if pid is None:
        return False
    run_folder = f"/proc/{pid}/root/run"
    return (os.path.islink(run_folder + "/systemd/units/invocation:systemd-user-sessions.service")
            and not os.path.exists(run_folder + "/nologin"))


def stop(machine):
    """Kills the machine at once: the supervisor, systemd-nspawn and PID 1 die with each other."""
    if start_time(machine.pid or 0) != machine.started:
        return
    first = leader(machine)
    kill(machine.pid)
    if first:
        kill(first)


def remove_control_groups():
    """Removes the empty groups that supervisors of this lab have left, in whatever hierarchy this computer shows."""
    for line in (read("/proc/self/mounts") or "").splitlines():
        target, kind = line.split()[1:3]
        if kind != "cgroup2" or not os.path.isdir(target):
            continue
        for name in os.listdir(target):
            if name.startswith(settings.PREFIX + "-"):
                # The kernel empties a group a moment after its last process has ended.
                wait_until(lambda path=os.path.join(target, name): group_removed(path), GROUP_SECONDS)


def group_removed(path):
    """Tries rmdir from the leaves up; whether nothing is left. A group with a process in it stays."""
    for folder, _, _ in os.walk(path, topdown=False):
        try:
            os.rmdir(folder)
        except OSError:
            continue
    return not os.path.isdir(path)


def require_nspawn():
    """A clear error before anything is started."""
    for folder in os.environ.get("PATH", "").split(":"):
        if os.access(os.path.join(folder, "systemd-nspawn"), os.X_OK):
            return
    raise LabError("lab: systemd machines need systemd-nspawn; run scripts/setup")
