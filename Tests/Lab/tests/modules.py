"""Modules on a real machine: they report what ansible-core 2.19 reports, and a second run changes nothing.

Each playbook checks the machine's state itself, with commands. The counts are those of ansible-playbook with the same
playbook on the same machine: tasks that were ok, and those among them that changed something.
"""
import os

from .program import PLAYBOOKS
from .registry import expect, test

MACHINE = "s01"
# playbook: ok and changed of ansible-core's first run, ok of its second one
COUNTS = {
    "accounts": (10, 6, 10), "authorized_key": (7, 4, 7), "apt": (8, 1, 8), "service": (10, 5, 9), "cron": (8, 5, 8),
    "sysctl": (6, 3, 6), "hostname": (4, 1, 4), "git": (9, 4, 9), "files": (18, 11, 18),
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


@test
def module_group_and_user(lab, fleet):
    """Groups and users: ids, shells, homes, memberships, passwords, expiry, removal."""
    compare(lab, fleet, "accounts")


@test
def module_authorized_key(lab, fleet):
    """Keys that may log in, alone and beside others, with options."""
    compare(lab, fleet, "authorized_key")


@test
def module_apt(lab, fleet):
    """Packages: from the repository, at a version, removed, purged."""
    compare(lab, fleet, "apt")


@test
def module_service(lab, fleet):
    """Units: started, enabled, restarted, masked; a unit of our own."""
    compare(lab, fleet, "service")


@test
def module_cron(lab, fleet):
    """Crontab lines, variables and files."""
    compare(lab, fleet, "cron")


@test
def module_sysctl(lab, fleet):
    """Kernel settings, set now and in a file."""
    compare(lab, fleet, "sysctl")


@test
def module_hostname(lab, fleet):
    """The machine's name."""
    compare(lab, fleet, "hostname")


@test
def module_git(lab, fleet):
    """Checkouts: a clone, a version, a moved branch, local changes."""
    compare(lab, fleet, "git")


@test
def module_files(lab, fleet):
    """Files, folders, links, modes, lines, blocks, replacements, archives."""
    compare(lab, fleet, "files")
