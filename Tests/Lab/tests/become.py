"""Other users, on the machine and elsewhere."""
from .registry import expect, test

SECONDS = 15


@test
def wrong_sudo_password(lab, fleet):
    """A wrong password is found within seconds, and never printed."""
    inventory = fleet.machines("n0051", ansible_user="pwuser", ansible_become_password="wrong-one-4711")
    run = fleet.play("become.yml", inventory)
    expect(run.code in (2, 4), "the exit code should be that of a failed host", run)
    expect("password" in run.output.lower(), "the reason is not named", run)
    expect("wrong-one-4711" not in run.output, "the password was printed", run)
    expect(run.seconds < SECONDS, "it took too long", run)


@test
def missing_sudo_password(lab, fleet):
    """No password where one is needed."""
    run = fleet.play("become.yml", fleet.machines("n0051", ansible_user="pwuser"))
    expect(run.code in (2, 4), "the exit code should be that of a failed host", run)
    expect("password" in run.output.lower(), "the reason is not named", run)
    expect(run.seconds < SECONDS, "it took too long", run)


@test
def right_sudo_password(lab, fleet):
    """The right password works for root and for another user."""
    inventory = fleet.machines("n0051", ansible_user="pwuser", ansible_become_password="fleetlab")
    run = fleet.play("become.yml", inventory).expect_success(("n0051",))
    expect("fleetlab" not in run.output, "the password was printed", run)


@test
def su_password(lab, fleet):
    """su with the right password, a wrong one, and none."""
    inventory = fleet.machines("n0051", ansible_become_method="su", ansible_become_user="pwuser",
                               ansible_become_password="fleetlab")
    run = fleet.play("su.yml", inventory).expect_success(("n0051",))
    expect("fleetlab" not in run.output, "the password was printed", run)
    for password in ("wrong-one-4711", ""):
        inventory = fleet.machines("n0051", ansible_become_method="su", ansible_become_user="pwuser",
                                   ansible_become_password=password)
        run = fleet.play("su.yml", inventory).expect_code(2)
        run.expect_text("su password")
        expect("wrong-one-4711" not in run.output, "the password was printed", run)
        expect(run.seconds < SECONDS, "it took too long", run)


@test
def many_identities(lab, fleet):
    """An sshd that lets one process into a session (MaxSessions 1): further identities get sessions of their own."""
    lab.verb("sshd-set", "n0006", "MaxSessions", "1")
    try:
        fleet.play("identities.yml", fleet.machines("n0006")).expect_success(("n0006",))
    finally:
        lab.verb("sshd-set", "n0006", "MaxSessions", "default")


@test
def become_unprivileged(lab, fleet):
    """From one user without rights to another one; files of modules have to be readable there."""
    run = fleet.play("become-unprivileged.yml", fleet.machines("n0052")).expect_success(("n0052",))
    owner = lab.inside("n0052", "stat -c %U /tmp/of-nobody /tmp/of-root").split()
    expect(owner == ["nobody", "root"], f"the files belong to {owner}", run)


@test
def delegate_between_machines(lab, fleet):
    """A task of one machine that runs on another, also for facts, once, and on the control machine."""
    run = fleet.play("delegate.yml", fleet.machines("n0051", "n0052"), "-e", f"folder={fleet.folder}")
    run.expect_success(("n0051", "n0052"))
    log = lab.inside("n0052", "sort /tmp/delegated").split()
    expect(log == ["n0051", "n0052"], f"the delegated steps wrote {log}", run)
    expect("absent" in lab.inside("n0051", "ls /tmp/delegated 2>/dev/null || echo absent"),
           "a delegated step ran on its own machine", run)
