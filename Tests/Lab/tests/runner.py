"""Chooses the tests, has them run in labs side by side, and counts."""
import argparse
import os
import time

from . import command_line, site, modules, become, connections, machines, interruptions, ahead, bastions  # noqa: F401
from . import logins, limits, faults, containers, targets, docker  # noqa: F401
from .labs import Labs
from .program import Fleet
from .registry import TESTS, units

# Most tests wait most of their time: for a patience that has to run out, or for machines that share the processors.
LABS = 3


def arguments(words):
    """The options of `check`."""
    parser = argparse.ArgumentParser(prog="check", description="The lab tests of fleet. FLEET names the program "
                                     "(default bin/fleet).")
    parser.add_argument("name", nargs="*", help="run only tests whose name contains one of these")
    parser.add_argument("--list", action="store_true", help="list the tests")
    parser.add_argument("--keep", action="store_true", help="leave the labs up afterwards")
    parser.add_argument("-j", "--labs", type=int, default=LABS, metavar="N",
                        help="how many labs share the tests, side by side (default %(default)s)")
    return parser.parse_args(words)


def chosen(names):
    """The tests to run, in the order of the files."""
    if not names:
        return TESTS
    return [test for test in TESTS if any(name in test.name for name in names)]


def main(words):
    """Runs the tests; 0 when none failed."""
    options = arguments(words)
    tests = chosen(options.name)
    if options.list or not tests:
        print("\n".join(test.name for test in TESTS))
        return 0 if tests else 2
    program = Fleet.program_under_test()
    if not os.access(program, os.X_OK):
        print(f"check: there is no program {program}; build it with scripts/build, or set FLEET")
        print(f"0 passed, {len(tests)} failed, 0 skipped")
        return 1
    began = time.monotonic()
    counts = Labs(units(tests), options).run()
    counts["failed"] += len(tests) - sum(counts.values())
    print(f"{time.monotonic() - began:.0f} s in all")
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped", flush=True)
    return 1 if counts["failed"] else 0
