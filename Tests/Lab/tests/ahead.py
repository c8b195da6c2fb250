"""Tasks that are sent before their turn: the order is what the playbook says, and nothing is done twice."""
from .registry import expect, test

ORDER = ["a", "b", "c0", "d1", "d2", "d3", "e", "f", "g", "h", "told"]
THIRTY = [str(number) for number in range(30)]


def lines(lab, machine, path):
    """The lines of a log on a machine, and the log is gone."""
    return lab.inside(machine, f"cat {path} 2>/dev/null; rm -f {path}", may_fail=True).split()


@test
def ahead_order(lab, fleet):
    """Failures, forgiven and rescued ones, conditions and handlers: every step in its place, none behind a failure."""
    for names in (("n0001",), ("n0001", "n0002")):
        for name in names:
            lines(lab, name, "/tmp/ahead.log")
            lab.inside(name, "rm -f /tmp/ahead.txt")
        run = fleet.play("ahead.yml", fleet.machines(*names)).expect_code(2)
        for name in names:
            found = lines(lab, name, "/tmp/ahead.log")
            expect(found == ORDER, f"{name} did {found}", run)
            expect(run.total("failed", name) == 1, f"{name} should have failed once", run)


@test
def ahead_round_trips(lab, fleet):
    """Thirty independent steps over a slow cable take at most four round trips more than one."""
    delay = 0.4
    inventory = fleet.machines("n0003")
    fleet.play("one.yml", inventory).expect_success()
    lab.verb("add-netem", "n0003", "--delay", str(int(delay * 1000)))
    try:
        one = fleet.play("one.yml", inventory).expect_success()
        lines(lab, "n0003", "/tmp/thirty.log")
        run = fleet.play("thirty.yml", inventory).expect_success()
    finally:
        lab.verb("del-netem", "n0003")
    expect(lines(lab, "n0003", "/tmp/thirty.log") == THIRTY, "the steps are not each done once, in order", run)
    trips = (run.seconds - one.seconds) / delay
    expect(trips < 4, f"{trips:.1f} round trips more than one step takes", run)


@test
def ahead_dropped(lab, fleet):
    """The session is cut while thirty steps are on their way: each is done once, or named as unknown."""
    lines(lab, "n0004", "/tmp/thirty.log")
    run = fleet.start("run", "Tests/Lab/tests/playbooks/thirty.yml", "-i", fleet.machines("n0004"), "-e", "pause=0.15")
    lab.wait_until(lambda: "9" in lab.inside("n0004", "cat /tmp/thirty.log", may_fail=True).split(), 30, "ten steps")
    lab.verb("sshd", "n0004", "drop")
    run.wait(60)
    found = lines(lab, "n0004", "/tmp/thirty.log")
    expect(found == THIRTY[:len(found)], f"not each step once, in order: {found}", run)
    if run.code == 0:
        expect(found == THIRTY, f"only {len(found)} steps were done", run)
    else:
        run.expect_code(4).expect_text("nobody knows")


@test
def ahead_interrupted(lab, fleet):
    """Ctrl-C while thirty steps are on their way: no further one begins, and all that were done are shown."""
    lines(lab, "n0005", "/tmp/thirty.log")
    run = fleet.start("run", "Tests/Lab/tests/playbooks/thirty.yml", "-i", fleet.machines("n0005"), "-e", "pause=0.3")
    run.wait_for("changed: [n0005]", 30)
    run.interrupt()
    run.wait(20).expect_code(99)
    found = lines(lab, "n0005", "/tmp/thirty.log")
    expect(0 < len(found) < 30, f"{len(found)} steps were done", run)
    expect(run.total("changed") == len(found), f"{len(found)} steps were done, {run.total('changed')} are shown", run)
