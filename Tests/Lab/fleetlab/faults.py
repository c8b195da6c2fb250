"""What goes wrong in real networks, on demand."""
import os
import shlex
import signal
import subprocess

from . import network
from .cable import required_cable
from .fleet import require_first_process
from .inside import machine_command, machine_environment
from .state import State
from .system import ip_batch, kill, read
from .topology import SYSTEMD


def link(name, leg, position):
    """Pulls a machine's cable, or plugs it in again."""
    state = State.load()
    port, _ = required_cable(state.machine(name), leg)
    ip_batch(network.switch_path(state), [f"link set {port} {position}"])
    return 0


def processes(machine):
    """Every process of a machine: those in its pid namespace."""
    namespace = os.readlink(f"/proc/{require_first_process(machine)}/ns/pid")
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            if os.readlink(f"/proc/{name}/ns/pid") == namespace:
                found.append(int(name))
        except OSError:
            continue
    return found


def freeze(name):
    """Stops every process of a machine: its kernel still accepts connections, nothing answers."""
    return signal_all(name, signal.SIGSTOP)


def thaw(name):
    """Lets a frozen machine go on."""
    return signal_all(name, signal.SIGCONT)


def signal_all(name, number):
    """One signal to every process of a machine."""
    for pid in processes(State.load().machine(name)):
        kill(pid, number)
    return 0


def sshd(name, action):
    """`kill` the listener, `start` it again, or `drop` the live sessions."""
    machine = State.load().machine(name)
    if action == "start":
        by_hand = ["/usr/sbin/sshd", "-E", "/var/log/sshd.log"]
        return call(machine, ["systemctl", "start", "ssh"] if machine.kind == SYSTEMD else by_hand)
    for pid in processes(machine):
        command = read(f"/proc/{pid}/cmdline") or ""
        is_listener = "[listener]" in command
        if command.startswith("sshd: ") and is_listener == (action == "kill"):
            kill(pid)
    return 0


def set_sshd(name, key, value):
    """Sets a key of sshd_config, such as MaxStartups, and reloads; the value `default` undoes it."""
    machine = State.load().machine(name)
    # Of most keys sshd takes the first value that it reads, of MaxStartups the last.
    paths = [shlex.quote(f"/etc/ssh/sshd_config.d/{place}-fault-{key}.conf") for place in ("00", "99")]
    line = shlex.quote(key + " " + value)
    change = f"rm -f {' '.join(paths)}" if value == "default" else f"printf '%s\\n' {line} | tee {' '.join(paths)}"
    return call(machine, ["sh", "-c", f"{change} >/dev/null; sshd -t && kill -HUP $(cat /run/sshd.pid)"])


def fill(name, path, size):
    """Mounts a file system of this size at a path and fills it to the last byte."""
    machine, quoted = State.load().machine(name), shlex.quote(path)
    script = (f"mkdir -p {quoted} && mount -t tmpfs -o size={shlex.quote(size)} full {quoted} && "
              f"{{ dd if=/dev/zero of={quoted}/.fill bs=4k 2>/dev/null; df {quoted} | tail -1; }}")
    return call(machine, ["sh", "-c", script])


def call(machine, command):
    """Runs a program in a machine and gives its exit code."""
    return subprocess.call(machine_command(machine, command), env=machine_environment())
