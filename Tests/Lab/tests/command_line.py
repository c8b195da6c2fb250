"""Calls that cannot become a run."""
import os

from .registry import expect, test


@test
def missing_playbook(_, fleet):
    """A playbook that is not there is named, before any connection."""
    run = fleet.call("run", "no-such-playbook.yml", "-i", fleet.machines("n0051"), timeout=20)
    run.expect_text("no-such-playbook.yml")
    expect(run.code not in (0, 2), "the exit code should be that of an error", run)


@test
def missing_inventory(_, fleet):
    """An inventory that is not there is named."""
    run = fleet.play("facts.yml", "/nowhere/at-all.yml", timeout=20)
    run.expect_text("/nowhere/at-all.yml")
    expect(run.code != 0, "the exit code should be that of an error", run)


@test
def fault_in_playbook(lab, fleet):
    """A wrong parameter is found with file and line before any connection."""
    path = os.path.join(fleet.folder, "faulty.yml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("- hosts: all\n  gather_facts: false\n  tasks:\n    - name: Wrong\n      copy:\n"
                   "        content: x\n        dest: /tmp/x\n        modee: '0644'\n")
    before = lab.logins("bastion")
    run = fleet.call("run", path, "-i", fleet.machines("n0051"), timeout=20)
    expect(run.code not in (0, None), "the fault was not found", run)
    run.expect_text("modee", "faulty.yml:8")
    expect(lab.logins("bastion") == before, "fleet has logged in before the check", run)
