"""The programs that are measured, and their command lines."""
import glob
import os
import shutil

from .workloads import PLAYBOOKS

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TUNED = {"ANSIBLE_PIPELINING": "True", "ANSIBLE_FORKS": "50", "ANSIBLE_NOCOLOR": "1",
         "ANSIBLE_LOCALHOST_WARNING": "False", "ANSIBLE_HOST_KEY_CHECKING": "False",
         "ANSIBLE_SSH_ARGS": "-C -o ControlMaster=auto -o ControlPersist=60s"}


class Engine:
    """A program to measure: its command line for a workload, and its environment."""

    def __init__(self, name, program, environment=None, is_pyinfra=False):
        self.name, self.program = name, program
        self.environment, self.is_pyinfra = environment or {}, is_pyinfra

    @property
    def is_own(self):
        """Whether it is fleet, by which the others are measured."""
        return self.name == "fleet"

    def can(self, workload):
        """pyinfra has no equivalent of some."""
        return workload.has_pyinfra or not self.is_pyinfra

    def command(self, workload, folder):
        """A workload on the hosts of the inventory in `folder`."""
        only = "n0001" if workload.is_for_one else None
        if self.is_pyinfra:
            words = ["--limit", only] if only else []
            return [*self.program, "-y", *words, os.path.join(folder, "hosts.py"),
                    os.path.join(PLAYBOOKS, workload.file + ".py")]
        return [*self.program, os.path.join(PLAYBOOKS, workload.file + ".yml"), "-i", os.path.join(folder, "hosts"),
                "-l", only or "all", "-f", "50", "-e", f"files={folder}"]


def fleet():
    """The program of this checkout, or $FLEET."""
    return os.environ.get("FLEET", os.path.join(ROOT, "bin", "fleet"))


def found():
    """fleet, and the peers that are there."""
    engines = [Engine("fleet", [fleet(), "run"])]
    ansible = shutil.which(os.environ.get("ANSIBLE_PLAYBOOK", "ansible-playbook"))
    if ansible:
        engines.append(Engine("ansible-core", [ansible], TUNED))
    mitogen = os.environ.get("MITOGEN_PLAYBOOK")
    if mitogen:
        pattern = os.path.join(os.path.dirname(mitogen), "..", "lib", "python3*", "site-packages", "ansible_mitogen",
                               "plugins", "strategy")
        strategy = next(iter(glob.glob(pattern)), None)
        if not strategy:
            raise SystemExit(f"compare: no Mitogen beside {mitogen}")
        engines.append(Engine("Mitogen", [mitogen], dict(
            TUNED, ANSIBLE_STRATEGY="mitogen_linear", ANSIBLE_STRATEGY_PLUGINS=os.path.realpath(strategy))))
    pyinfra = os.environ.get("PYINFRA")
    if pyinfra:
        engines.append(Engine("pyinfra", [pyinfra], is_pyinfra=True))
    return engines
