"""Odd machines, many machines, and machines that boot."""
import os

from .network import BULK
from .registry import expect, test

AGENT = "/home/deploy/.cache/fleet"


@test
def bulk_through_bastion(lab, fleet):
    """Fifty machines through one login at the bastion; the second time nothing changes."""
    names = [f"n{number:04}" for number in range(1, BULK + 1)]
    inventory = fleet.machines(*names)
    before = lab.logins("bastion")
    fleet.play("bulk.yml", inventory, timeout=120).expect_success(names)
    run = fleet.play("bulk.yml", inventory, timeout=60).expect_success(names).expect_unchanged()
    count = lab.logins("bastion") - before
    expect(count == 2, f"two runs made {count} logins at the bastion", run)


@test
def talking_login_shell(lab, fleet):
    """A profile and a shell that print before any command runs."""
    lab.inside("n0053", "for f in .bashrc .profile .bash_profile; do"
               " echo 'echo Welcome to n0053; echo to stderr >&2' > /home/deploy/$f; done;"
               " echo 'Authorised use only' > /etc/banner;"
               " echo 'Banner /etc/banner' > /etc/ssh/sshd_config.d/05-banner.conf;"
               " sed -i '1i echo from the very top of bash' /etc/bash.bashrc; kill -HUP $(cat /run/sshd.pid)")
    fleet.play("bulk.yml", fleet.machines("n0053")).expect_success(("n0053",))


@test
def noexec_home_and_tmp(lab, fleet):
    """Home and /tmp let no program run: the agent finds another folder."""
    lab.inside("n0054", "mount -t tmpfs -o noexec,mode=1777 none /tmp; cp -a /home/deploy /root/home;"
               " mount -t tmpfs -o noexec,mode=700,uid=$(id -u deploy) none /home/deploy;"
               " cp -a /root/home/.ssh /home/deploy/")
    fleet.play("bulk.yml", fleet.machines("n0054")).expect_success(("n0054",))


@test
def full_disk(lab, fleet):
    """A full disk under the file: the task fails with the reason, and the old file is whole."""
    lab.inside("n0055", "mkdir -p /full && mount -t tmpfs -o size=64k,mode=777 full /full; echo old > /full/file")
    lab.fill("n0055", "/full/.fill")
    run = fleet.play("full-disk.yml", fleet.machines("n0055")).expect_code(2)
    run.expect_text("No space left on device")
    expect(lab.inside("n0055", "cat /full/file").strip() == "old", "the old file is gone", run)
    left = lab.inside("n0055", "ls -A /full").split()
    expect(sorted(left) == [".fill", "file"], f"left behind: {left}", run)


@test
def full_home(lab, fleet):
    """A full home: the agent goes to another folder."""
    lab.inside("n0056", "cp -a /home/deploy /root/home;"
               " mount -t tmpfs -o size=64k,mode=700,uid=$(id -u deploy) none /home/deploy;"
               " cp -a /root/home/.ssh /home/deploy/")
    lab.fill("n0056", "/home/deploy/.fill")
    fleet.play("bulk.yml", fleet.machines("n0056")).expect_success(("n0056",))


@test
def agent_of_another_version(lab, fleet):
    """Agents of other versions are left alone, a broken copy of the own one is replaced."""
    inventory = fleet.machines("n0057")
    fleet.play("facts.yml", inventory).expect_success(("n0057",))
    name = lab.inside("n0057", f"ls {AGENT}").split()[0]
    lab.inside("n0057", f"cd {AGENT} && cp {name} agent-0123456789abcdef && chown deploy: agent-*")
    fleet.play("facts.yml", inventory).expect_success(("n0057",))
    expect("agent-0123456789abcdef" in lab.inside("n0057", f"ls {AGENT}"), "the other agent is gone")
    lab.inside("n0057", f"cd {AGENT} && head -c 100000 agent-0123456789abcdef > {name}")
    fleet.play("facts.yml", inventory).expect_success(("n0057",))


@test
def no_python(lab, fleet):
    """A machine without Python."""
    lab.inside("n0052", "chmod a-x /usr/bin/python3*")
    try:
        fleet.play("bulk.yml", fleet.machines("n0052")).expect_success(("n0052",))
    finally:
        lab.inside("n0052", "chmod a+x /usr/bin/python3*")


@test
def raw_script_and_fetch(lab, fleet):
    """raw and script, and fetch of text, of bytes and of nothing."""
    lab.inside("n0051", "head -c 300000 /dev/urandom > /tmp/bytes; sha256sum /tmp/bytes")
    run = fleet.play("fetch.yml", fleet.machines("n0051"), "-e", f"folder={fleet.folder}").expect_success(("n0051",))
    path = os.path.join(fleet.folder, "fetched", "n0051", "tmp", "bytes")
    expect(os.path.isfile(path) and os.path.getsize(path) == 300000, f"{path} was not fetched whole", run)


@test
def reboot(lab, fleet):
    """A real reboot through the bastion: another boot id, and the play goes on."""
    before = lab.boot_id("s02")
    run = fleet.play("reboot.yml", fleet.machines("s02"), timeout=120).expect_success(("s02",))
    after = lab.boot_id("s02")
    expect(before != after, "the boot id has not changed", run)


@test
def wait_for_a_machine(lab, fleet):
    """wait_for_connection, while the machine is still booting."""
    lab.verb("sshd", "n0058", "kill")
    run = fleet.start("run", "Tests/Lab/tests/playbooks/wait.yml", "-i", fleet.machines("n0058"))
    run.wait_for("TASK [Wait for the machine]", 20)
    lab.verb("sshd", "n0058", "start")
    run.wait(40).expect_success(("n0058",))


@test
def programs_side_by_side(lab, fleet):
    """Programs of lookups run side by side for several machines: two of three wait for each other."""
    names = ("n0044", "n0045", "n0046")
    for name in names:
        lab.inside(name, "rm -f /tmp/met")
    folder = os.path.join(fleet.folder, "meeting")
    os.makedirs(folder)
    run = fleet.play("meeting.yml", fleet.machines(*names), "-e", f"folder={folder}").expect_success(names)
    expect(run.total("changed") == 3, "not all have done their work", run)
