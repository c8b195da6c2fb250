"""Machines that are not what a shell script expects: other shells, other tools, other kinds, odd folders."""
import os
import shutil

from .containers import BUSYBOX, ROOT
from .registry import expect, test

SHELLS = "export DEBIAN_FRONTEND=noninteractive; apt-get -q update && apt-get -q -y install fish tcsh"


@test
def other_login_shells(lab, fleet):
    """fish and csh as login shells, with and without a change of identity."""
    lab.inside("n0067", SHELLS)
    try:
        for shell in ("/usr/bin/fish", "/bin/csh"):
            lab.inside("n0067", f"chsh -s {shell} deploy; chsh -s {shell} pwuser; rm -rf ~deploy/.cache/fleet /tmp/of-*")
            fleet.play("who.yml", fleet.machines("n0067")).expect_success(("n0067",))
            fleet.play("who.yml", fleet.machines("n0067", ansible_become_method="su", ansible_become_user="pwuser",
                                                 ansible_become_password="fleetlab")).expect_success(("n0067",))
    finally:
        lab.inside("n0067", "chsh -s /bin/bash deploy; chsh -s /bin/bash pwuser")


@test
def slow_profile(lab, fleet):
    """A profile that takes its time before any command runs."""
    lab.inside("n0067", "cp ~deploy/.bashrc /root/bashrc; sed -i '1i echo thinking; sleep 4' ~deploy/.bashrc")
    try:
        fleet.play("one.yml", fleet.machines("n0067")).expect_success(("n0067",))
    finally:
        lab.inside("n0067", "cp /root/bashrc ~deploy/.bashrc")


@test
def no_login_allowed(lab, fleet):
    """`nologin`, `false` and a forced command: the reason is named, at once."""
    try:
        for shell, text in (("/usr/sbin/nologin", "not available"), ("/bin/false", "did not run a command")):
            lab.inside("n0067", f"chsh -s {shell} deploy")
            fleet.play("one.yml", fleet.machines("n0067")).expect_code(4).expect_text(text)
        lab.inside("n0067", "chsh -s /bin/bash deploy; echo 'ForceCommand echo only backups here' "
                   "> /etc/ssh/sshd_config.d/05-forced.conf; kill -HUP $(cat /run/sshd.pid)")
        fleet.play("one.yml", fleet.machines("n0067")).expect_code(4).expect_text("only backups here")
    finally:
        lab.inside("n0067", "chsh -s /bin/bash deploy; rm -f /etc/ssh/sshd_config.d/05-forced.conf;"
                   " kill -HUP $(cat /run/sshd.pid)")


@test
def busybox_alone(lab, fleet):
    """A machine behind sshd that has busybox and nothing else: no bash, no coreutils, no C library."""
    lab.inside("n0067", BUSYBOX)
    lab.inside("n0067", ROOT.format("/srv/box") + "; install -d -m 700 -o deploy -g deploy /srv/box/home/deploy;"
               " grep ^deploy: /etc/passwd | sed s,/bin/bash,/bin/sh, >> /srv/box/etc/passwd; chsh -s /bin/sh deploy;"
               " printf 'Match User deploy\\n  ChrootDirectory /srv/box\\n' > /etc/ssh/sshd_config.d/05-box.conf;"
               " mount -t proc proc /srv/box/proc; chown root: /srv /srv/box; chmod 755 /srv/box; kill -HUP $(cat /run/sshd.pid)")
    try:
        inventory = fleet.machines("n0067", account="app", folder="/home/deploy")
        fleet.play("containers.yml", inventory).expect_success(("n0067",))
    finally:
        lab.inside("n0067", "chsh -s /bin/bash deploy; rm -f /etc/ssh/sshd_config.d/05-box.conf;"
                   " kill -HUP $(cat /run/sshd.pid)")


@test
def read_only_home(lab, fleet):
    """A home that cannot be written: the agent goes elsewhere."""
    lab.inside("n0067", "rm -rf ~deploy/.cache; mount --bind /home/deploy /home/deploy;"
               " mount -o remount,ro,bind /home/deploy")
    try:
        fleet.play("one.yml", fleet.machines("n0067")).expect_success(("n0067",))
    finally:
        lab.inside("n0067", "umount /home/deploy")


@test
def read_only_everywhere(lab, fleet):
    """No folder that can take the agent: the error names them all and says what helps."""
    lab.inside("n0068", "rm -rf ~deploy/.cache; for f in /home/deploy /var/tmp /tmp /dev/shm; do"
               " mount --bind $f $f; mount -o remount,ro,bind $f; done")
    try:
        run = fleet.play("one.yml", fleet.machines("n0068")).expect_code(4)
        run.expect_text("no folder can take the agent", "/dev/shm/fleet-", "ansible_remote_tmp")
    finally:
        lab.inside("n0068", "for f in /home/deploy /var/tmp /tmp /dev/shm; do umount $f; done")


@test
def another_architecture(lab, fleet):
    """A machine of another kind: an error that says how to build its agent, or the agent of the folder `agents`."""
    # The machine says `i686`, and runs programs of both kinds.
    lab.inside("n0068", "rm -rf ~deploy/.cache; printf '#!/bin/sh\\nexec setarch i686 /bin/uname \"$@\"\\n'"
               " > /usr/local/bin/uname; chmod 755 /usr/local/bin/uname")
    data = os.path.join(fleet.folder, "data")
    agents = os.path.join(data, "fleet", "agents")
    os.makedirs(agents, exist_ok=True)
    words = ("run", "Tests/Lab/tests/playbooks/one.yml", "-i", fleet.machines("n0068", "n0067"))
    here = {"XDG_DATA_HOME": data}
    try:
        run = fleet.call(*words, environment=here).expect_code(4)
        expect(run.total("ok", "n0067") == 1, "the other machine should have gone on", run)
        run.expect_text("the machine is i686", "fleet-agent-i686", agents, "scripts/build")
        shutil.copy(os.path.join(os.path.dirname(fleet.program), "fleet-agent"), os.path.join(agents, "fleet-agent-i686"))
        for _ in range(2):
            fleet.call(*words, environment=here).expect_success(("n0067", "n0068"))
        held = lab.inside("n0068", "ls ~deploy/.cache/fleet").split()
        expect(sum(name.startswith("agent-") for name in held) == 1, f"the machine holds {held}")
    finally:
        lab.inside("n0068", "rm -f /usr/local/bin/uname")
