"""What a run costs: wall time, CPU of the control side and of the machines, the largest process."""
import os
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass

V1, V2 = "/sys/fs/cgroup/cpuacct", "/sys/fs/cgroup"


class Group:
    """A control group that counts CPU, where this computer has a hierarchy that can be written; else nothing is counted."""

    def __init__(self, name):
        self.path = None
        for root, counter in ((V1, "cpuacct.usage"), (V2, "cpu.stat")):
            path = os.path.join(root, f"fleet-bench-{os.getpid()}-{name}")
            try:
                os.mkdir(path)
                if os.path.exists(os.path.join(path, counter)):
                    self.path, self.counter = path, os.path.join(path, counter)
                    return
                os.rmdir(path)
            except OSError:
                continue

    def seconds(self):
        """CPU seconds of all that ever ran in it; None when nothing is counted."""
        if not self.path:
            return None
        with open(self.counter, encoding="ascii") as file:
            text = file.read()
        if text.startswith("usage_usec"):
            return int(text.split()[1]) / 1e6
        return int(text) / 1e9

    def add(self, process):
        """Takes a process in; its children come with it."""
        if self.path:
            try:
                with open(os.path.join(self.path, "cgroup.procs"), "w", encoding="ascii") as file:
                    file.write(str(process))
            except OSError:
                pass

    def clear(self):
        """Ends what a program left running, such as the connections that OpenSSH keeps open for the next run."""
        if not self.path:
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            for _ in range(20):
                left = self.members()
                for process in left:
                    try:
                        os.kill(process, number)
                    except ProcessLookupError:
                        pass
                if not left:
                    return
                time.sleep(0.05)

    def members(self):
        """The processes in it."""
        with open(os.path.join(self.path, "cgroup.procs"), encoding="ascii") as file:
            return [int(line) for line in file]

    def remove(self):
        """Gives it back; processes go up to the root group."""
        if not self.path:
            return
        for process in self.members():
            try:
                with open(os.path.join(os.path.dirname(self.path), "cgroup.procs"), "w", encoding="ascii") as file:
                    file.write(str(process))
            except OSError:
                pass
        try:
            os.rmdir(self.path)
        except OSError:
            pass


@dataclass
class Figures:
    """One run. `machines` is None where it could not be counted; `isLate` when it was stopped."""

    wall: float
    cpu: float
    machines: float | None
    memory: float
    is_late: bool = False


class Accounts:
    """The control side's and the machines' groups."""

    def __init__(self, first_processes):
        self.control, self.machines = Group("control"), Group("machines")
        spaces = {os.readlink(f"/proc/{process}/ns/pid") for process in first_processes}
        for name in os.listdir("/proc"):
            if name.isdigit():
                try:
                    if os.readlink(f"/proc/{name}/ns/pid") in spaces:
                        self.machines.add(name)
                except OSError:
                    continue

    def run(self, command, environment, folder, limit=None, prepare=None):
        """Runs a command to its end, or for at most `limit` seconds. A failure ends the benchmark."""
        def enter():
            self.control.add(os.getpid())
            os.setsid()
            if prepare:
                prepare()
        before = self.control.seconds(), self.machines.seconds()
        with tempfile.TemporaryFile("w+", errors="replace") as output:
            start = time.monotonic()
            process = subprocess.Popen(command, cwd=folder, env=dict(os.environ, **environment), preexec_fn=enter,
                                       stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
            status, usage, is_late = wait(process.pid, start + limit if limit else None)
            wall = time.monotonic() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            self.control.clear()
            if process.returncode and not is_late:
                output.seek(0)
                raise SystemExit(f"{' '.join(command)} gave {process.returncode}\n{output.read()[-4000:]}")
        time.sleep(0.2)
        cpu = usage.ru_utime + usage.ru_stime
        if before[0] is not None:
            cpu = self.control.seconds() - before[0]
        machines = None if before[1] is None else self.machines.seconds() - before[1]
        return Figures(wall, cpu, machines, usage.ru_maxrss / 1024, is_late)

    def remove(self):
        """Gives both groups back."""
        self.control.remove()
        self.machines.remove()


def wait(process, end):
    """wait4, until a moment: then the process group is killed."""
    if end is None:
        _, status, usage = os.wait4(process, 0)
        return status, usage, False
    while time.monotonic() < end:
        pid, status, usage = os.wait4(process, os.WNOHANG)
        if pid:
            return status, usage, False
        time.sleep(0.002)
    os.killpg(process, signal.SIGKILL)
    _, status, usage = os.wait4(process, 0)
    return status, usage, True
