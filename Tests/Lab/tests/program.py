"""Runs of fleet from the control machine, and what they printed."""
import fcntl
import json
import os
import pty
import re
import signal
import subprocess
import tempfile
import termios
import threading
import time

from .registry import expect

REPOSITORY = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
PLAYBOOKS = os.path.join(os.path.dirname(os.path.realpath(__file__)), "playbooks")
RECAP = re.compile(r"^(\S+)\s*: ok=(\d+)\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)", re.MULTILINE)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
SHOWN_LINES = 60


class Run:
    """One finished or running call of fleet."""

    def __init__(self, words, process, terminal=None):
        self.words = words
        self.process = process
        self.terminal = terminal
        self.began = time.monotonic()
        self.seconds = 0.0
        self.output = ""
        self.code = None
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        """Collects the output line by line, so that a test can wait for one."""
        if self.terminal is None:
            for line in self.process.stdout:
                self.output += line
            return
        try:
            while piece := os.read(self.terminal, 4096):
                self.output += COLOUR.sub("", piece.decode(errors="replace").replace("\r\n", "\n"))
        except OSError:
            # The other end is closed: what a terminal says in place of an end.
            return

    def type(self, text):
        """Types a line on the run's terminal."""
        os.write(self.terminal, (text + "\n").encode())

    def wait(self, timeout):
        """Waits for the end; a run that hangs is killed and fails the test."""
        try:
            self.code = self.process.wait(timeout=timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            self.reader.join(5)
            expect(False, f"did not end within {timeout} s", self)
        self.reader.join(5)
        self.seconds = time.monotonic() - self.began
        return self

    def wait_for(self, text, timeout):
        """Waits until the output has this text."""
        limit = time.monotonic() + timeout
        while text not in self.output and time.monotonic() < limit:
            if self.process.poll() is not None:
                self.reader.join(2)
                break
            time.sleep(0.05)
        expect(text in self.output, f"{text!r} did not appear", self)

    def interrupt(self):
        """Ctrl-C."""
        self.process.send_signal(signal.SIGINT)

    @property
    def recap(self):
        """Counts by host, from the closing table."""
        names = ("ok", "changed", "unreachable", "failed")
        return {row[0]: dict(zip(names, map(int, row[1:]))) for row in RECAP.findall(self.output)}

    def total(self, key, host=None):
        """One count of the closing table, of one host or of all."""
        return sum(row[key] for name, row in self.recap.items() if host in (None, name))

    def description(self):
        """The command, its exit code and the end of what it printed."""
        lines = self.output.splitlines()
        cut = [f"... {len(lines) - SHOWN_LINES} lines more ..."] if len(lines) > SHOWN_LINES else []
        text = "\n".join(cut + lines[-SHOWN_LINES:])
        return f"$ fleet {' '.join(self.words)}\n{text}\n(exit code {self.code}, {self.seconds:.1f} s)"

    def expect_code(self, code):
        """Fails the test when the exit code is another one."""
        expect(self.code == code, f"the exit code should be {code}", self)
        return self

    def expect_text(self, *texts):
        """Fails the test when the output lacks one of these texts."""
        for text in texts:
            expect(text in self.output, f"the output lacks {text!r}", self)
        return self

    def expect_success(self, hosts=()):
        """Exit code 0, no failures, and these hosts in the closing table."""
        self.expect_code(0)
        expect(self.recap, "there is no closing table", self)
        expect(self.total("failed") + self.total("unreachable") == 0, "something failed", self)
        missing = set(hosts) - set(self.recap)
        expect(not missing, f"not in the closing table: {', '.join(sorted(missing))}", self)
        return self

    def expect_unchanged(self):
        """No host has changed."""
        changed = {host: row["changed"] for host, row in self.recap.items() if row["changed"]}
        expect(not changed, f"changed again: {changed}", self)
        return self


class Fleet:
    """Calls the program under test inside the lab's control machine."""

    def __init__(self, lab):
        self.lab = lab
        self.program = self.program_under_test()
        self.folder = tempfile.mkdtemp(prefix="fleet-check-")
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith("ANSIBLE_")}
        self.environment["LC_ALL"] = "C.UTF-8"

    @staticmethod
    def program_under_test():
        """The path of the binary."""
        return os.path.realpath(os.environ.get("FLEET", os.path.join(REPOSITORY, "bin", "fleet")))

    def inventory(self, hosts, name="inventory.yml"):
        """Writes an inventory of these hosts with these variables; gives its path."""
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"all": {"hosts": hosts}}, file)
        return path

    def machines(self, *names, **variables):
        """An inventory of machines of the lab, all with these variables too."""
        return self.inventory({name: dict(self.lab.variables(name), **variables) for name in names})

    def start(self, *words, environment=None, prefix=()):
        """Starts `fleet` with these words, from the repository's folder; `prefix` is a program that starts it."""
        command = [*self.lab.command("exec", "control"), *prefix, self.program, *words]
        process = subprocess.Popen(
            command, cwd=REPOSITORY, env=dict(self.environment, **self.lab.environment, **(environment or {})),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            # Started in the background, the tests inherit an ignored SIGINT, and so would the program.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        return Run(words, process)

    def start_on_terminal(self, *words, environment=None):
        """Starts `fleet` with these words and a terminal of its own, on which a test can type."""
        ours, theirs = pty.openpty()

        def take_terminal():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
        command = [*self.lab.command("exec", "control"), self.program, *words]
        process = subprocess.Popen(
            command, cwd=REPOSITORY, env=dict(self.environment, **self.lab.environment, **(environment or {})),
            stdin=theirs, stdout=theirs, stderr=theirs, preexec_fn=take_terminal)
        os.close(theirs)
        return Run(words, process, ours)

    def call(self, *words, timeout=60, environment=None, prefix=()):
        """Runs `fleet` with these words to its end."""
        return self.start(*words, environment=environment, prefix=prefix).wait(timeout)

    def play(self, playbook, inventory, *words, timeout=60):
        """Runs one of the tests' own playbooks."""
        return self.call("run", os.path.join(PLAYBOOKS, playbook), "-i", inventory, *words, timeout=timeout)
