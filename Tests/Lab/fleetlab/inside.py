"""Running programs: inside a machine, or as the control machine."""
import os

from . import files, settings
from .fleet import require_first_process
from .network import enter_control
from .state import State
from .system import CLONE_NEWNS, MS_BIND, MS_PRIVATE, MS_REC, LabError, mount, unshare
from .topology import LIGHT, SYSTEMD

CONTROL_NAMES = ("control", "ctl")
MACHINE_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def execute(name, command):
    """Replaces this process with a program in a machine; `control` has this computer's files and the lab's network."""
    state = State.load()
    if name in CONTROL_NAMES:
        become_control(state)
        replace_process(command, dict(os.environ, **files.environment(), **peer_environment()))
    machine = state.machine(name)
    replace_process(machine_command(machine, command), machine_environment())


def peer_environment():
    """Keeps what OpenSSH under ansible-playbook holds open inside this lab: another one has the same addresses."""
    return {"ANSIBLE_SSH_CONTROL_PATH_DIR": os.path.join(settings.STATE, "control-paths")}


def machine_command(machine, command):
    """The command that runs another one inside a machine."""
    pid = require_first_process(machine)
    return ["nsenter", "-t", str(pid), "-m", "-u", "-i", "-n", "-p", "-C", "-r", "-w", *command]


def machine_environment():
    """What root has on a machine, and the terminal's kind."""
    return {"PATH": MACHINE_PATH, "HOME": "/root", "LANG": "C.UTF-8", "TERM": os.environ.get("TERM", "dumb")}


def replace_process(command, environment):
    """exec, with a clear error when there is no such program."""
    try:
        os.execvpe(command[0], command, environment)
    except FileNotFoundError as error:
        raise LabError(f"lab: there is no program {command[0]!r}", 127) from error


def become_control(state):
    """The control machine's network, and its ~/.ssh and /etc/hosts over this computer's, seen by this process only."""
    enter_control(state)
    unshare(CLONE_NEWNS)
    mount("none", "/", None, MS_REC | MS_PRIVATE)
    folder = os.path.join(files.home_folder(), ".ssh")
    # A lab beside this one may have made the folder, and taken it away again.
    os.makedirs(folder, 0o700, exist_ok=True)
    mount(settings.CLIENT, folder, None, MS_BIND)
    if os.path.exists("/etc/hosts"):
        mount(os.path.join(settings.STATE, "hosts"), "/etc/hosts", None, MS_BIND)


def shell(name):
    """An interactive shell."""
    execute(name, ["bash", "-l"] if name not in CONTROL_NAMES else [os.environ.get("SHELL", "/bin/sh")])


def ssh(name, command):
    """ssh from the control machine, through the bastion where it has to be."""
    State.load().machine(name)
    execute("control", ["ssh", "-F", os.path.join(settings.CLIENT, "config"), name, *command])


def logins(name, since):
    """The logins a machine's sshd has accepted, one a line: what the bastion has seen of a run."""
    machine = State.load().machine(name)
    if machine.kind == LIGHT:
        command = ["grep", "-aE", "Accepted [a-z-]+ for", "/var/log/sshd.log"]
    else:
        assert machine.kind == SYSTEMD
        command = ["journalctl", "-q", "-o", "short-iso", "-t", "sshd", "-g", "^Accepted [a-z-]+ for"]
        command += ["--since", since] if since else []
    replace_process(machine_command(machine, command), machine_environment())
