"""Brings the lab up, runs the tests, takes it down again, and counts."""
import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
import traceback

from . import command_line, site, modules, become, connections, machines, interruptions, ahead, bastions  # noqa: F401
from . import logins, limits, faults, containers, targets, docker  # noqa: F401
from .network import NOT_PERMITTED, Lab
from .program import Fleet
from .registry import TESTS, Failed, Skipped


def arguments(words):
    """The options of `check`."""
    parser = argparse.ArgumentParser(prog="check", description="The lab tests of fleet. FLEET names the program "
                                     "(default bin/fleet).")
    parser.add_argument("name", nargs="*", help="run only tests whose name contains one of these")
    parser.add_argument("--list", action="store_true", help="list the tests")
    parser.add_argument("--keep", action="store_true", help="leave the lab up afterwards")
    return parser.parse_args(words)


def chosen(names):
    """The tests to run, in the order of the files."""
    if not names:
        return TESTS
    return [test for test in TESTS if any(name in test.name for name in names)]


def stop(number, _):
    """A signal that asks to end: as an exception, so that the lab is taken down."""
    raise KeyboardInterrupt(f"signal {number}")


def main(words):
    """Runs the tests; 0 when none failed."""
    options = arguments(words)
    tests = chosen(options.name)
    if options.list or not tests:
        print("\n".join(test.name for test in TESTS))
        return 0 if tests else 2
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    lab = Lab(docker=any(test.needs == "FLEET_LAB_DOCKER" and not unmet(test) for test in tests))
    fleet = Fleet(lab)
    if not os.access(fleet.program, os.X_OK):
        print(f"check: there is no program {fleet.program}; build it with scripts/build, or set FLEET")
        print(f"0 passed, {len(tests)} failed, 0 skipped")
        return 1
    fleet.program = os.path.realpath(fleet.program)
    try:
        return run_all(lab, fleet, tests)
    finally:
        if options.keep:
            print(f"the lab is still up: FLEET_LAB_STATE={lab.state}")
        else:
            # A second Ctrl-C must not leave half a lab behind.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            lab.down()
        shutil.rmtree(fleet.folder, ignore_errors=True)


def run_all(lab, fleet, tests):
    """Brings the lab up and runs the tests one after another."""
    began = time.monotonic()
    code, text = lab.up()
    if code == NOT_PERMITTED:
        print(f"SKIPPED: the lab cannot run here, so NOTHING was tested on real machines: {text.strip()}")
        print(f"0 passed, 0 failed, {len(tests)} skipped")
        return 0
    print(text.strip(), flush=True)
    if code:
        print(f"check: the lab did not come up (exit code {code})")
        print(f"0 passed, {len(tests)} failed, 0 skipped")
        return 1
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    try:
        for test in tests:
            counts[run_one(test, lab, fleet)] += 1
    except KeyboardInterrupt:
        print("check: interrupted")
        counts["failed"] += 1
    print(f"{time.monotonic() - began:.0f} s in all")
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped", flush=True)
    return 1 if counts["failed"] else 0


def unmet(test):
    """Why a test is left out, or nothing."""
    return test.needs and os.environ.get(test.needs) != "1"


def run_one(test, lab, fleet):
    """Runs one test and prints its line; gives the word to count it under."""
    began, text = time.monotonic(), ""
    try:
        if unmet(test):
            raise Skipped(f"only with {test.needs}=1")
        test.run(lab, fleet)
        verdict = "passed"
    except Skipped as reason:
        verdict, text = "skipped", str(reason)
    except (Failed, subprocess.TimeoutExpired) as failure:
        verdict, text = "failed", str(failure)
    except Exception:  # pylint: disable=broad-except
        verdict, text = "failed", traceback.format_exc()
    word = "FAILED" if verdict == "failed" else verdict
    line = f"{word:8} {test.name:34} {time.monotonic() - began:6.1f} s"
    print(line + (f"  {text}" if verdict == "skipped" else ""))
    if verdict == "failed":
        print("\n".join("    " + line for line in text.splitlines()))
    sys.stdout.flush()
    return verdict
