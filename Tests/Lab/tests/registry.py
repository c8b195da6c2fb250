"""How a test says that it is one, and how it fails."""
from dataclasses import dataclass
from typing import Callable

TESTS = []


class Failed(Exception):
    """A test found something that is not as it should be; the text says what."""


class Skipped(Exception):
    """A test cannot run here; the text says why."""


@dataclass
class Test:
    """One test: its name on the command line, its function, what it needs from the environment, and its order."""

    name: str
    run: Callable
    needs: str = ""
    chain: str = ""
    is_long: bool = False


def test(function=None, *, needs="", chain="", is_long=False):
    """Marks a function as a test.

    `needs` names an environment variable that must be 1 for it to run. The tests of one `chain` build on each other:
    they run in the same lab, in the order of the file; all others are independent. Long ones begin first.
    """
    def register(body):
        TESTS.append(Test(body.__name__.replace("_", "-"), body, needs, chain, is_long))
        return body
    return register(function) if function else register


def units(tests):
    """The tests as lists that each belong into one lab, the long ones first."""
    found = {}
    for entry in tests:
        found.setdefault(entry.chain or entry.name, []).append(entry)
    return sorted(found.values(), key=lambda unit: not any(entry.is_long for entry in unit))


def expect(condition, text, run=None):
    """Fails the test with this text, and with what the run printed, when the condition does not hold."""
    if not condition:
        raise Failed(text + (f"\n{run.description()}" if run else ""))
