"""Other users, on the machine and elsewhere."""
import os

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


def refused(fleet, wrong, *texts, **variables):
    """A run with `become` that must fail soon, naming the reason and not the password."""
    run = fleet.play("who.yml", fleet.machines("n0066", **variables)).expect_code(2)
    expect(any(text in run.output for text in texts), f"none of {texts} is named", run)
    expect(wrong not in run.output, "the password was printed", run)


@test
def doas_with_a_terminal(lab, fleet):
    """doas asks for passwords on a terminal alone; without `nopass` and password the reason is named."""
    lab.inside("n0066", "export DEBIAN_FRONTEND=noninteractive; apt-get -q update; apt-get -q -y install opendoas;"
               " printf 'permit pwuser\npermit nopass deploy\n' > /etc/doas.conf; chmod 600 /etc/doas.conf")
    doas = {"ansible_become_method": "community.general.doas", "ansible_user": "pwuser"}
    for more in ({"ansible_become_password": "fleetlab"}, {"ansible_doas_pass": "fleetlab", "ansible_doas_user": "nobody",
                                                           "ansible_become_user": "nobody"},
                 {"ansible_user": "deploy"}):
        run = fleet.play("who.yml", fleet.machines("n0066", **{**doas, **more})).expect_success(("n0066",))
        expect("fleetlab" not in run.output, "the password was printed", run)
    refused(fleet, "wrong-one-4711", "Incorrect doas password", **doas, ansible_become_password="wrong-one-4711")
    refused(fleet, "wrong-one-4711", "Missing doas password", **doas)


@test
def sudoers_with_conditions(lab, fleet):
    """sudo that wants a terminal, lectures, is restricted to commands, asks again at once, or speaks another language."""
    rules = {
        "terminal": "Defaults:pwuser requiretty",
        "lecture": "Defaults:pwuser lecture=always, timestamp_timeout=0, passwd_tries=3",
    }
    right = {"ansible_user": "pwuser", "ansible_become_password": "fleetlab"}
    try:
        for rule in rules.values():
            lab.inside("n0066", f"echo '{rule}' > /etc/sudoers.d/99-rule; rm -rf /run/sudo/ts /var/lib/sudo/lectured")
            fleet.play("who.yml", fleet.machines("n0066", **right)).expect_success(("n0066",))
            refused(fleet, "wrong-one-4711", "Incorrect sudo password", ansible_user="pwuser",
                    ansible_become_password="wrong-one-4711")
            refused(fleet, "fleetlab", "Missing sudo password", ansible_user="pwuser")
        # Only for one command, and not as anybody: sudo says so, in whatever language.
        lab.inside("n0066", "rm /etc/sudoers.d/99-rule; useradd -m -s /bin/bash few; mkdir -p ~few/.ssh;"
                   " cp ~deploy/.ssh/authorized_keys ~few/.ssh/; chown -R few: ~few/.ssh;"
                   " echo 'few ALL=(root) NOPASSWD: /usr/bin/id' > /etc/sudoers.d/90-few")
        refused(fleet, "fleetlab", "Missing sudo password", "not allowed", ansible_user="few")
        lab.inside("n0066", "echo few:fleetlab | chpasswd")
        refused(fleet, "fleetlab", "not allowed", ansible_user="few", ansible_become_password="fleetlab")
        lab.inside("n0066", "echo 'LC_ALL=de_DE.UTF-8' >> /etc/environment; echo 'LANGUAGE=de' >> /etc/environment")
        fleet.play("who.yml", fleet.machines("n0066", **right)).expect_success(("n0066",))
        refused(fleet, "wrong-one-4711", "Incorrect sudo password", ansible_user="pwuser",
                ansible_become_password="wrong-one-4711")
    finally:
        lab.inside("n0066", "rm -f /etc/sudoers.d/99-rule; : > /etc/environment")


@test
def become_with_its_settings(lab, fleet):
    """Flags, another program, sudosu, a password from a file, root by login, and programs that are not there."""
    lab.inside("n0066", "cp /usr/bin/sudo /usr/local/bin/another-sudo; chmod 4755 /usr/local/bin/another-sudo")
    fine = ({"ansible_become_exe": "/usr/local/bin/another-sudo"}, {"ansible_become_flags": "-H -S -n -E"},
            {"ansible_become_method": "community.general.sudosu"}, {"ansible_sudo_chdir": "/tmp"},
            {"ansible_user": "root", "ansible_become_method": "su"},
            {"ansible_become_method": "su", "ansible_user": "root", "ansible_become_flags": "-l",
             "ansible_become_user": "pwuser"})
    for variables in fine:
        fleet.play("who.yml", fleet.machines("n0066", **variables)).expect_success(("n0066",))
    path = os.path.join(fleet.folder, "become-password")
    with open(path, "w", encoding="utf-8") as file:
        file.write("fleetlab\n")
    words = ("--become-password-file", path)
    fleet.play("who.yml", fleet.machines("n0066", ansible_user="pwuser"), *words).expect_success(("n0066",))
    with open(path, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\necho fleetlab\n")
    os.chmod(path, 0o700)
    fleet.play("who.yml", fleet.machines("n0066", ansible_user="pwuser"), *words).expect_success(("n0066",))
    refused(fleet, "fleetlab", "no-such-sudo", ansible_become_exe="/usr/bin/no-such-sudo")
    refused(fleet, "fleetlab", "is not supported", ansible_become_method="runas")
