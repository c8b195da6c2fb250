"""What the lab remembers between two calls, and how leftovers of a broken call are found."""
import contextlib
import fcntl
import json
import os

from . import settings
from .system import LabError, read
from .topology import Machine


class State:
    """The state file: the machines and the helper processes that belong to them."""

    def __init__(self, machines=(), helpers=None):
        self.machines = {machine.name: machine for machine in machines}
        self.helpers = helpers or {}

    @classmethod
    def load(cls):
        """The state on disk; an empty one when there is none or it cannot be read."""
        try:
            values = json.loads(read(settings.STATE_FILE) or "{}")
            machines = [Machine.from_dictionary(item) for item in values.get("machines", [])]
            return cls(machines, values.get("helpers", {}))
        except (ValueError, TypeError):
            return cls()

    def save(self):
        """Replaces the file in one step."""
        os.makedirs(settings.STATE, mode=0o755, exist_ok=True)
        values = {"machines": [machine.to_dictionary() for machine in self.machines.values()], "helpers": self.helpers}
        with open(settings.STATE_FILE + ".new", "w", encoding="utf-8") as file:
            json.dump(values, file, indent=1)
        os.replace(settings.STATE_FILE + ".new", settings.STATE_FILE)

    def machine(self, name):
        """The machine of this name."""
        if name in self.machines:
            return self.machines[name]
        if not self.machines:
            raise LabError("lab: the network is down; start it with `lab up`", settings.EXIT_DOWN)
        raise LabError(f"lab: there is no machine {name!r}; `lab status` lists them", settings.EXIT_USAGE)


def locked():
    """Only one call at a time may change a lab."""
    return lock(settings.LOCK_FILE)


def cache_locked():
    """Only one call at a time may fill the cache, whichever lab it is for."""
    os.makedirs(settings.CACHE, exist_ok=True)
    return lock(os.path.join(settings.CACHE, "lock"))


@contextlib.contextmanager
def lock(path):
    """Holds a lock file, which is gone afterwards."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    while True:
        file = open(path, "w", encoding="utf-8")
        fcntl.flock(file, fcntl.LOCK_EX)
        # The holder removes the file: whoever waited on the old one has to take the new one.
        with contextlib.suppress(FileNotFoundError):
            if os.stat(path).st_ino == os.fstat(file.fileno()).st_ino:
                break
        file.close()
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.unlink(path)
        file.close()


def marked_processes():
    """Every process that carries this lab's mark in its environment, whether the state file knows it or not.

    A process keeps the mark only when it was started with it: the shell that called `lab` never has it.
    """
    mark, found = settings.MARK.encode(), []
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) == os.getpid():
            continue
        try:
            with open(f"/proc/{name}/environ", "rb") as file:
                if mark in file.read().split(b"\0"):
                    found.append(int(name))
        except OSError:
            continue
    return found
