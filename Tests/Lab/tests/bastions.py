"""The way through bastions: busy ones, several in a row, several connections to one."""
import os
import subprocess
import sys

from .network import BULK
from .registry import expect, test

# Opens connections to an sshd until it takes no more, says nothing, and holds them for some seconds.
HOLDER = """
import socket, sys, time
held, tries = [], 0
while tries < 100:
    tries += 1
    try:
        peer = socket.create_connection((sys.argv[1], 22), timeout=10)
        said = peer.recv(4)
    except ConnectionRefusedError:  # it is reading its settings anew
        time.sleep(0.1)
        continue
    except ConnectionResetError:
        said = b""
    if said != b"SSH-":
        print("held", flush=True)
        time.sleep(float(sys.argv[2]))
        break
    held.append(peer)
else:
    print(f"{len(held)} of {tries} connections were taken", flush=True)
"""


def hold(lab, address, seconds):
    """Starts a program on the control machine that fills an sshd's places for unauthenticated connections."""
    process = subprocess.Popen(
        [*lab.command("exec", "control"), sys.executable, "-c", HOLDER, address, str(seconds)],
        env=dict(os.environ, **lab.environment), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    said = process.stdout.readline().strip()
    expect(said == "held", f"the places could not be filled: {said}")
    return process


@test
def busy_bastion(lab, fleet):
    """A bastion that refuses every new connection for six seconds (MaxStartups): waited for, not unreachable."""
    lab.verb("sshd-set", "bastion", "MaxStartups", "2:100:2")
    holder = None
    try:
        holder = hold(lab, "10.0.1.20", 6)
        run = fleet.play("one.yml", fleet.machines("n0001", "n0002", "n0003"))
        run.expect_success(("n0001", "n0002", "n0003"))
        expect(run.seconds > 2, "the bastion was not busy", run)
    finally:
        if holder:
            holder.wait()
        lab.verb("sshd-set", "bastion", "MaxStartups", "default")


@test
def narrow_bastion(lab, fleet):
    """MaxSessions 1 and MaxStartups 1:100:1 at the bastion: fifty machines go through one login all the same."""
    names = [f"n{number:04}" for number in range(1, BULK + 1)]
    lab.verb("sshd-set", "bastion", "MaxSessions", "1")
    lab.verb("sshd-set", "bastion", "MaxStartups", "1:100:1")
    try:
        before = lab.logins("bastion")
        run = fleet.play("one.yml", fleet.machines(*names)).expect_success(names)
        count = lab.logins("bastion") - before
        expect(count == 1, f"{count} logins at the bastion", run)
    finally:
        lab.verb("sshd-set", "bastion", "MaxSessions", "default")
        lab.verb("sshd-set", "bastion", "MaxStartups", "default")


@test
def bastion_pool(lab, fleet):
    """Three connections to one bastion, when asked for."""
    names = [f"n{number:04}" for number in range(1, 13)]
    before = lab.logins("bastion")
    run = fleet.play("one.yml", fleet.machines(*names), "-e", "fleet_bastion_connections=3").expect_success(names)
    count = lab.logins("bastion") - before
    expect(count == 3, f"{count} logins at the bastion", run)


@test
def bastion_rate(lab, fleet):
    """No more than so many new connections a second, when asked for."""
    names = [f"n{number:04}" for number in range(1, 13)]
    run = fleet.play("one.yml", fleet.machines(*names), "-e", "fleet_bastion_rate=4", "-e", "fleet_bastion_parallel=2")
    run.expect_success(names)
    expect(run.seconds > 2.5, "twelve machines at four a second take nearly three seconds", run)


@test
def five_hops(lab, fleet):
    """Five hops, each with a user, a port or a key of its own."""
    key = os.path.join(fleet.folder, "hop-key")
    subprocess.run(["ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", key], check=True)
    with open(key + ".pub", encoding="utf-8") as file:
        public = file.read().strip()
    lab.inside("n0009", f"echo '{public}' > /home/pwuser/.ssh/authorized_keys")
    lab.verb("sshd-set", "n0010", "Port", "2222")
    try:
        config = os.path.join(fleet.folder, "hops.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(f"""
Host first
  HostName 10.0.1.20
  User deploy
Host second
  HostName {lab.address("n0008")}
  User root
  ProxyJump first
Host third
  HostName {lab.address("n0009")}
  User pwuser
  IdentityFile {key}
  IdentitiesOnly yes
  ProxyJump second
Host fourth
  HostName {lab.address("n0010")}
  User deploy
  Port 2222
  ProxyJump third
Host fifth
  HostName {lab.address("n0011")}
  User deploy
  ProxyJump fourth
Host n0012
  HostName {lab.address("n0012")}
  User deploy
  ProxyJump fifth
""")
        inventory = fleet.inventory({"n0012": {"ansible_ssh_common_args": f"-F {config}"}})
        fleet.play("one.yml", inventory).expect_success(("n0012",))
        counts = [lab.logins(name) for name in ("n0008", "n0009", "n0010", "n0011")]
        expect(all(counts), f"a hop was left out: {counts}")
    finally:
        lab.verb("sshd-set", "n0010", "Port", "default")


@test
def hops_in_a_circle(lab, fleet):
    """Hops that lead back to themselves are refused, not followed."""
    config = os.path.join(fleet.folder, "circle.conf")
    with open(config, "w", encoding="utf-8") as file:
        file.write("Host a\n  ProxyJump b\nHost b\n  ProxyJump a\nHost n0012\n  ProxyJump a\n")
    run = fleet.play("one.yml", fleet.inventory({"n0012": {"ansible_ssh_common_args": f"-F {config}"}}))
    run.expect_text("hops")
    expect(run.code in (2, 4), "the exit code should be that of a failed host", run)
