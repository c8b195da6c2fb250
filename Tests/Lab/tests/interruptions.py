"""Runs that are cut short."""
import time

from .registry import expect, test


@test
def interrupt(lab, fleet):
    """Ctrl-C: the step under way is ended or waited for, nothing new begins, the recap is printed, exit code 99."""
    run = fleet.start("run", "Tests/Lab/tests/playbooks/slow.yml", "-i", fleet.machines("n0059"))
    lab.wait_until_begun("n0059")
    run.interrupt()
    run.wait(30).expect_code(99)
    run.expect_text("PLAY RECAP")
    log = lab.inside("n0059", "cat /tmp/slow.log").split()
    expect(log == ["begun", "ended"], f"half a step was left, or a new one begun: {log}", run)


@test
def interrupt_twice(lab, fleet):
    """A second Ctrl-C ends at once, and so does the agent on the machine."""
    run = fleet.start("run", "Tests/Lab/tests/playbooks/slow.yml", "-i", fleet.machines("n0060"), "-e", "seconds=60")
    lab.wait_until_begun("n0060")
    run.interrupt()
    # Two signals at the same moment are one to the kernel.
    time.sleep(0.5)
    run.interrupt()
    run.wait(10).expect_code(99)


@test
def bastion_killed(lab, fleet):
    """The bastion dies in the middle of a run: machines behind it are lost or found again, and the run ends."""
    run = fleet.start("run", "Tests/Lab/tests/playbooks/slow.yml", "-i", fleet.machines("n0061", "n0062"),
                      "-T", "5", "-e", "seconds=6", "-e", "fleet_bastion_patience=8")
    lab.wait_until_begun("n0061")
    lab.verb("crash", "bastion")
    try:
        run.wait(60).expect_code(4)
        for host in ("n0061", "n0062"):
            expect(run.total("unreachable", host) == 1, f"{host} should be unreachable", run)
            log = lab.inside(host, "cat /tmp/slow.log").split()
            expect(log.count("begun") == 1 and "next" not in log, f"{host} has {log}", run)
    finally:
        lab.verb("start", "bastion")


@test
def bastion_boots(lab, fleet):
    """The bastion loses its power and comes back: that is noticed soon, its machines wait, and the run goes on."""
    run = fleet.start("run", "Tests/Lab/tests/playbooks/slow.yml", "-i", fleet.machines("n0061", "n0062"),
                      "-T", "5", "-e", "seconds=4")
    for host in ("n0061", "n0062"):
        lab.inside(host, "rm -f /tmp/slow.log")
    lab.wait_until_begun("n0061", "n0062")
    lab.verb("crash", "bastion")
    began = time.monotonic()
    try:
        run.wait_for("was lost", 20)
        expect(time.monotonic() - began < 16, "the loss was noticed too late", run)
    finally:
        lab.verb("start", "bastion")
    run.wait(90).expect_success(("n0061", "n0062"))
    for host in ("n0061", "n0062"):
        log = lab.inside(host, "cat /tmp/slow.log").split()
        expect(log == ["begun", "ended", "next"], f"{host} has {log}", run)


@test
def bastion_sessions_dropped(lab, fleet):
    """The bastion drops its sessions and lives on: it is dialled again, and no step is done twice."""
    run = fleet.start("run", "Tests/Lab/tests/playbooks/slow.yml", "-i", fleet.machines("n0063", "n0064"),
                      "-e", "seconds=4")
    lab.wait_until_begun("n0063", "n0064")
    lab.verb("sshd", "bastion", "drop")
    run.wait(90)
    for host in ("n0063", "n0064"):
        log = lab.inside(host, "cat /tmp/slow.log").split()
        expect(log == ["begun", "ended", "next"], f"{host} has {log}", run)
    run.expect_success(("n0063", "n0064"))
