"""The test network as tests see it."""
import os
import shutil
import subprocess
import time

from .registry import expect

FOLDER = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
NOT_PERMITTED = 77
BULK = 50
# Bulk machines beyond the fifty are for tests that break one.
LIGHT = BULK + 18
EXTRA = 2
JUMP = "-o ProxyJump=deploy@10.0.1.20"
PUBLIC = {"bastion": "10.0.1.20", "lb": "10.0.1.10"}
PRIVATE = {"web1": "10.0.2.10", "web2": "10.0.2.11", "db": "10.0.2.20", "redis": "10.0.2.21"}
STACK = tuple(PUBLIC) + tuple(PRIVATE)


class Lab:
    """A lab of this run's own, beside any other that is up."""

    def __init__(self, docker=False):
        self.docker = docker
        self.state = f"/run/fleet-check-{os.getpid()}"
        self.environment = {"FLEET_LAB_STATE": self.state}
        self.program = os.path.join(FOLDER, "lab")

    def command(self, *words):
        """The command line of one verb."""
        return [self.program, *words]

    def verb(self, *words, timeout=60):
        """Runs a verb that must succeed; gives what it printed."""
        process = subprocess.run(
            self.command(*words), env=dict(os.environ, **self.environment), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", timeout=timeout, check=False)
        expect(process.returncode == 0, f"lab {' '.join(words)}: exit code {process.returncode}\n{process.stdout}")
        return process.stdout

    def up(self):
        """Brings it up; gives the exit code and what was printed."""
        words = ["up", "--light", str(LIGHT), "--extra", str(EXTRA)]
        if self.docker:
            words += ["--docker", "lb,web1,web2,db,redis"]
        process = subprocess.run(
            self.command(*words), env=dict(os.environ, **self.environment), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
        return process.returncode, process.stdout

    def down(self):
        """Takes it down, whatever state it is in."""
        subprocess.run(self.command("down"), env=dict(os.environ, **self.environment), stdin=subprocess.DEVNULL,
                       check=False)
        shutil.rmtree(self.state, ignore_errors=True)

    def inside(self, machine, script, may_fail=False):
        """Runs a shell script in a machine as root, without ssh; gives what it printed."""
        words = ["exec", machine, "sh", "-c", script]
        if not may_fail:
            return self.verb(*words)
        process = subprocess.run(
            self.command(*words), env=dict(os.environ, **self.environment), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", timeout=60, check=False)
        return process.stdout

    def logins(self, machine):
        """How many logins the machine's sshd has accepted so far."""
        process = subprocess.run(
            self.command("logins", machine), env=dict(os.environ, **self.environment), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, text=True, errors="replace", timeout=60, check=False)
        return sum("Accepted" in line for line in process.stdout.splitlines())

    def address(self, name):
        """A machine's address."""
        if name in PUBLIC or name in PRIVATE:
            return PUBLIC.get(name) or PRIVATE[name]
        number = int(name[1:])
        if name.startswith("s"):
            return f"10.0.2.{100 + number}"
        return f"10.0.{16 + (number + 9) // 256}.{(number + 9) % 256}"

    def variables(self, name):
        """What an inventory says about a machine."""
        variables = {"ansible_host": self.address(name), "ansible_user": "deploy"}
        if name not in PUBLIC:
            variables["ansible_ssh_common_args"] = JUMP
        return variables

    def known_hosts(self):
        """The file with every machine's host key."""
        return os.path.join(self.state, "client", "known_hosts")

    def wait_until_begun(self, *machines):
        """Waits until the step of slow.yml is under way on each machine, as its log there says."""
        for machine in machines:
            self.wait_until(lambda: "begun" in self.inside(machine, "if [ -e /tmp/slow.log ]; then cat /tmp/slow.log; fi"),
                            30, f"it begins on {machine}")

    def fill(self, machine, file):
        """Writes into a file until its file system is full, and sees that it is."""
        said = self.inside(machine, f"dd if=/dev/zero of={file} bs=4k", may_fail=True)
        expect("No space left on device" in said, f"{file} did not fill its disk: {said}")

    def boot_id(self, machine):
        """The name of the machine's present boot."""
        return self.inside(machine, "cat /proc/sys/kernel/random/boot_id").strip()

    def wait_until(self, condition, seconds, text):
        """Waits for something to become true."""
        limit = time.monotonic() + seconds
        while not condition():
            expect(time.monotonic() < limit, f"not within {seconds} s: {text}")
            time.sleep(0.2)
