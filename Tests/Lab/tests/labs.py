"""Labs side by side, each with a process that takes one test after another until none is left."""
import os
import shutil
import signal
import subprocess
import sys
import time
import traceback

from .network import NOT_PERMITTED, Lab
from .program import Fleet
from .registry import Failed, Skipped

# One letter for each verdict, as a process tells it to the one that counts.
VERDICTS = {"p": "passed", "f": "failed", "s": "skipped"}


class Labs:
    """Runs units of tests in labs of their own."""

    def __init__(self, units, options):
        self.units = units
        self.keep = options.keep
        self.count = max(1, min(options.labs, len(units)))
        self.workers = []
        self.queue = os.pipe()
        self.results = os.pipe()

    def run(self):
        """Counts of tests by verdict; a test that no process came to is in none of them."""
        # Whoever reads next takes the next unit. All of them fit into the pipe.
        os.write(self.queue[1], b"".join(number.to_bytes(2, "big") for number in range(len(self.units))))
        os.close(self.queue[1])
        sys.stdout.flush()
        for _ in range(self.count):
            process = os.fork()
            if process == 0:
                os._exit(self.work())
            self.workers.append(process)
        os.close(self.results[1])
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.pass_on())
        counts = dict.fromkeys(VERDICTS.values(), 0)
        while letters := os.read(self.results[0], 512):
            for letter in letters.decode():
                counts[VERDICTS[letter]] += 1
        for process in self.workers:
            os.waitpid(process, 0)
        return counts

    def pass_on(self):
        """Somebody wants it to end: each process takes its lab down."""
        for process in self.workers:
            os.kill(process, signal.SIGTERM)

    def work(self):
        """What one process does: its lab up, tests, its lab down; the exit code."""
        os.close(self.results[0])
        # A second Ctrl-C must not leave half a lab behind.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, stop)
        lab = Lab(docker=any(needs_docker(test) for unit in self.units for test in unit))
        fleet = Fleet(lab)
        try:
            self.serve(lab, fleet)
        except KeyboardInterrupt:
            say("check: interrupted")
        except BaseException:  # pylint: disable=broad-except
            say(traceback.format_exc())
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            if self.keep:
                say(f"a lab is still up: FLEET_LAB_STATE={lab.state}")
            else:
                lab.down()
            shutil.rmtree(fleet.folder, ignore_errors=True)
        return 0

    def serve(self, lab, fleet):
        """Brings the lab up and runs units until none is left."""
        code, text = lab.up()
        if code == NOT_PERMITTED:
            say(f"SKIPPED: the lab cannot run here, so NOTHING was tested on real machines: {text.strip()}")
        elif code:
            say(f"{text.strip()}\ncheck: the lab did not come up (exit code {code})")
            return
        else:
            say(text.strip())
        while number := os.read(self.queue[0], 2):
            for test in self.units[int.from_bytes(number, "big")]:
                self.tell("s" if code == NOT_PERMITTED else run_one(test, lab, fleet))

    def tell(self, letter):
        """One verdict to the process that counts."""
        os.write(self.results[1], letter.encode())


def stop(number, _):
    """A signal that asks to end: as an exception, so that the lab is taken down."""
    raise KeyboardInterrupt(f"signal {number}")


def say(text):
    """Writes lines in one piece, as several processes write."""
    os.write(sys.stdout.fileno(), (text + "\n").encode())


def unmet(test):
    """Why a test is left out, or nothing."""
    return test.needs and os.environ.get(test.needs) != "1"


def needs_docker(test):
    """Whether a test that is to run needs machines with Docker."""
    return test.needs == "FLEET_LAB_DOCKER" and not unmet(test)


def run_one(test, lab, fleet):
    """Runs one test and prints its line; gives the letter to count it under."""
    began, text = time.monotonic(), ""
    try:
        if unmet(test):
            raise Skipped(f"only with {test.needs}=1")
        test.run(lab, fleet)
        letter = "p"
    except Skipped as reason:
        letter, text = "s", str(reason)
    except (Failed, subprocess.TimeoutExpired) as failure:
        letter, text = "f", str(failure)
    except Exception:  # pylint: disable=broad-except
        letter, text = "f", traceback.format_exc()
    word = {"p": "passed", "f": "FAILED", "s": "skipped"}[letter]
    line = f"{word:8} {test.name:34} {time.monotonic() - began:6.1f} s"
    if letter == "f":
        text = "\n".join("    " + row for row in text.splitlines())
    say(line + {"p": "", "f": "\n", "s": "  "}[letter] + text)
    return letter
