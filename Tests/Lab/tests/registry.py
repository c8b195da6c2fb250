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
    """One test: its name on the command line, its function, and what it needs from the environment."""

    name: str
    run: Callable
    needs: str = ""


def test(function=None, *, needs=""):
    """Marks a function as a test. `needs` names an environment variable that must be 1 for it to run."""
    def register(body):
        TESTS.append(Test(body.__name__.replace("_", "-"), body, needs))
        return body
    return register(function) if function else register


def expect(condition, text, run=None):
    """Fails the test with this text, and with what the run printed, when the condition does not hold."""
    if not condition:
        raise Failed(text + (f"\n{run.description()}" if run else ""))
