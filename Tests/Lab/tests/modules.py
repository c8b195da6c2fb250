"""Modules on a real machine: they report what ansible-core 2.19 reports, and a second run changes nothing.

Each playbook checks the machine's state itself, with commands. The counts are those of ansible-playbook with the same
playbook on the same machine: tasks that were ok, and those among them that changed something.
"""
import functools
import os

from .program import PLAYBOOKS
from .registry import TESTS, Test, expect

MACHINE = "s01"
# playbook: ok and changed of ansible-core's first run, ok of its second one
COUNTS = {
    "accounts": (10, 6, 10),  # groups and users: ids, shells, homes, memberships, passwords, expiry, removal
    "authorized_key": (7, 4, 7),  # keys that may log in, alone and beside others, with options
    "apt": (8, 1, 8),  # packages: from the repository, at a version, removed, purged
    "service": (10, 5, 9),  # units: started, enabled, restarted, masked; a unit of our own
    "cron": (8, 5, 8),  # crontab lines, variables and files
    "sysctl": (6, 3, 6),  # kernel settings, set now and in a file
    "hostname": (4, 1, 4),  # the machine's name
    "git": (9, 4, 9),  # checkouts: a clone, a version, a moved branch, local changes
    "files": (18, 11, 18),  # files, folders, links, modes, lines, blocks, replacements, archives
}


def compare(lab, fleet, name):
    """Twice the same playbook."""
    path = f"modules/{name}.yml"
    expect(os.path.isfile(os.path.join(PLAYBOOKS, path)), f"there is no {path}")
    inventory = fleet.machines(MACHINE)
    first = fleet.play(path, inventory, timeout=90).expect_success((MACHINE,))
    counts = (first.total("ok"), first.total("changed"))
    expect(counts == COUNTS[name][:2], f"ok and changed are {counts}, ansible-core has {COUNTS[name][:2]}", first)
    second = fleet.play(path, inventory, timeout=90).expect_success((MACHINE,)).expect_unchanged()
    again = second.total("ok")
    expect(again == COUNTS[name][2], f"ok is {again}, ansible-core has {COUNTS[name][2]}", second)


for _name in COUNTS:
    TESTS.append(Test("module-" + _name.replace("_", "-"), functools.partial(compare, name=_name)))
