"""Machines that cannot be reached, and those that only pretend."""
import os
import subprocess
import time

from .network import BULK, JUMP
from .registry import expect, test

OTHER = "n0051"


def broken_and_others(lab, fleet, broken, **variables):
    """An inventory of one machine with these variables, and two that are well."""
    hosts = {broken: dict(lab.variables(broken), **variables)}
    for name in (OTHER, "n0052"):
        hosts[name] = lab.variables(name)
    return fleet.inventory(hosts)


def expect_one_unreachable(run, broken):
    """The broken machine is unreachable, the others have done their work, and the exit code says so."""
    run.expect_code(4)
    expect(run.total("unreachable", broken) == 1, f"{broken} should be unreachable", run)
    for name in (OTHER, "n0052"):
        row = run.recap.get(name, {})
        expect(row.get("ok", 0) >= 2 and not row.get("failed") and not row.get("unreachable"),
               f"{name} should have gone on", run)
    return run


def known_hosts_copy(lab, fleet, change):
    """A known_hosts with changed lines; gives its path."""
    path = os.path.join(fleet.folder, "known_hosts")
    with open(lab.known_hosts(), encoding="utf-8") as source, open(path, "w", encoding="utf-8") as file:
        file.writelines(line for line in map(change, source.read().splitlines(keepends=True)) if line)
    return path


@test
def unknown_host_key(lab, fleet):
    """A machine that nobody knows is refused; the others go on."""
    path = known_hosts_copy(lab, fleet, lambda line: None if line.startswith("n0053,") else line)
    inventory = broken_and_others(
        lab, fleet, "n0053", ansible_ssh_common_args=f"{JUMP} -o UserKnownHostsFile={path}")
    run = expect_one_unreachable(fleet.play("facts.yml", inventory), "n0053")
    run.expect_text("host key")


@test
def changed_host_key(lab, fleet):
    """A machine with another key than the known one is refused, and the line of the known one is named."""
    lines = open(lab.known_hosts(), encoding="utf-8").read().splitlines()
    wrong = next(line.split()[2] for line in lines if line.startswith("n0054,"))
    number = next(n for n, line in enumerate(lines, 1) if line.startswith("n0053,"))

    def change(line):
        words = line.split()
        return f"{words[0]} {words[1]} {wrong}\n" if line.startswith("n0053,") else line
    path = known_hosts_copy(lab, fleet, change)
    inventory = broken_and_others(
        lab, fleet, "n0053", ansible_ssh_common_args=f"{JUMP} -o UserKnownHostsFile={path}")
    run = expect_one_unreachable(fleet.play("facts.yml", inventory), "n0053")
    run.expect_text(f"{path}:{number}")


@test
def refused_connection(lab, fleet):
    """A machine without an sshd."""
    lab.verb("sshd", "n0053", "kill")
    try:
        run = expect_one_unreachable(fleet.play("facts.yml", broken_and_others(lab, fleet, "n0053")), "n0053")
        expect("refused" in run.output.lower(), "the reason is not named", run)
    finally:
        lab.verb("sshd", "n0053", "start")


@test
def wrong_user(lab, fleet):
    """A user that the machine does not let in."""
    run = fleet.play("facts.yml", broken_and_others(lab, fleet, "n0053", ansible_user="nobody-here"))
    expect_one_unreachable(run, "n0053")


@test
def unreachable_machine(lab, fleet):
    """A machine whose cable is pulled: given up after the timeout, while others go on."""
    lab.verb("link", "n0055", "down")
    try:
        run = fleet.play("facts.yml", broken_and_others(lab, fleet, "n0055"), "-T", "4", timeout=40)
        expect_one_unreachable(run, "n0055")
        expect(run.seconds < 30, "it took too long", run)
    finally:
        lab.verb("link", "n0055", "up")


@test
def frozen_machine(lab, fleet):
    """A machine that accepts connections and then says nothing."""
    lab.verb("freeze", "n0056")
    try:
        run = fleet.play("facts.yml", broken_and_others(lab, fleet, "n0056"), "-T", "4", timeout=40)
        expect_one_unreachable(run, "n0056")
        expect(run.seconds < 10, "it took too long", run)
    finally:
        lab.verb("thaw", "n0056")


@test
def interrupted_while_dialling(lab, fleet):
    """Ctrl-C while a machine does not answer: the run ends at once, not when the time for connecting is up."""
    lab.verb("freeze", "n0056")
    try:
        run = fleet.start("run", "Tests/Lab/tests/playbooks/one.yml", "-i", fleet.machines("n0056"), "-T", "40")
        run.wait_for("TASK", 20)
        time.sleep(1)
        began = time.monotonic()
        run.interrupt()
        run.wait(20).expect_code(99)
        expect(time.monotonic() - began < 4, "it took too long", run)
    finally:
        lab.verb("thaw", "n0056")


@test(is_long=True)
def straggler(lab, fleet):
    """One machine takes long over a task that the other has done: it is named."""
    hosts = {name: dict(lab.variables(name), seconds=seconds) for name, seconds in (("n0017", 0), ("n0018", 24))}
    run = fleet.play("slow.yml", fleet.inventory(hosts)).expect_success(tuple(hosts))
    run.expect_text("still waiting for n0018")


@test
def slow_and_lossy_line(lab, fleet):
    """300 ms for a round trip and 5 % of all frames lost: the machine is slow, not unreachable."""
    lab.verb("add-netem", "n0007", "--delay", "300", "--jitter", "20", "--loss", "5")
    try:
        fleet.play("facts.yml", fleet.machines("n0007"), timeout=150).expect_success(("n0007",))
    finally:
        lab.verb("del-netem", "n0007")


@test
def weak_algorithms(lab, fleet):
    """An sshd that offers only an old key exchange is refused, with the reason; the others go on."""
    lab.verb("sshd-set", "n0053", "KexAlgorithms", "diffie-hellman-group14-sha1")
    try:
        run = expect_one_unreachable(fleet.play("facts.yml", broken_and_others(lab, fleet, "n0053")), "n0053")
        run.expect_text("diffie-hellman-group14-sha1")
    finally:
        lab.verb("sshd-set", "n0053", "KexAlgorithms", "default")


@test
def new_hosts_accepted(lab, fleet):
    """Fifty new machines at once with accept-new: a whole line for each in known_hosts, and the second run needs none."""
    path = os.path.join(fleet.folder, "known_hosts-new")
    with open(path, "w", encoding="utf-8"):
        pass
    options = f"{JUMP} -o UserKnownHostsFile={path} -o StrictHostKeyChecking=accept-new"
    names = [f"n{number:04}" for number in range(1, BULK + 1)]
    inventory = fleet.machines(*names, ansible_ssh_common_args=options)
    fleet.play("one.yml", inventory).expect_success(names)
    with open(path, encoding="utf-8") as file:
        written = file.read()
    lines = written.splitlines()
    expect(written.endswith("\n") and all(len(line.split()) == 3 for line in lines), f"torn lines:\n{written}")
    expect(len(lines) == len(names), f"{len(lines)} lines for {len(names)} machines")
    strict = fleet.machines(*names, ansible_ssh_common_args=f"{JUMP} -o UserKnownHostsFile={path}")
    fleet.play("one.yml", strict).expect_success(names)


@test(is_long=True)
def new_hosts_from_several_runs(lab, fleet):
    """Two hundred new hosts, some of them met by two of four runs at once: one whole line for each in known_hosts."""
    path = os.path.join(fleet.folder, "known_hosts-shared")
    with open(path, "w", encoding="utf-8"):
        pass
    machines = [f"n{number:04}" for number in range(1, BULK + 1)]
    options = f"{JUMP} -o UserKnownHostsFile={path} -o StrictHostKeyChecking=accept-new"
    runs = []
    for number in range(4):
        hosts = {f"{name}-{alias}": dict(lab.variables(name), ansible_ssh_common_args=(
                     f"{options} -o HostKeyAlias={name}-{alias}"))
                 for alias, share in ((number, machines), ((number + 1) % 4, machines[:10])) for name in share}
        inventory = fleet.inventory(hosts, f"shared-{number}.yml")
        runs.append(fleet.start("run", "Tests/Lab/tests/playbooks/one.yml", "-i", inventory))
    for run in runs:
        run.wait(180).expect_success()
    with open(path, encoding="utf-8") as file:
        written = file.read()
    lines = written.splitlines()
    expect(written.endswith("\n") and all(len(line.split()) == 3 for line in lines), f"torn lines:\n{written}")
    wanted = [f"{name}-{alias}" for name in machines for alias in range(4)]
    expect(len(lines) == len(wanted), f"{len(lines)} lines for {len(wanted)} hosts")
    # The names are hashed: OpenSSH finds each of them.
    for name in wanted:
        found = subprocess.run(["ssh-keygen", "-F", name, "-f", path], stdout=subprocess.PIPE, text=True, check=False)
        expect(found.stdout.count("found: line") == 1, f"{name} is not there once:\n{found.stdout}")


@test
def unknown_name(lab, fleet):
    """A machine whose name means nothing."""
    run = fleet.play("facts.yml", broken_and_others(
        lab, fleet, "n0053", ansible_host="no-such-name.invalid", ansible_ssh_common_args=""))
    expect_one_unreachable(run, "n0053").expect_text("no-such-name.invalid")


@test
def busy_sshd(lab, fleet):
    """An sshd that drops connections at random is asked again."""
    lab.verb("sshd-set", "n0057", "MaxStartups", "1:90:2")
    try:
        fleet.play("facts.yml", fleet.machines("n0057")).expect_success(("n0057",))
    finally:
        lab.verb("sshd-set", "n0057", "MaxStartups", "default")


@test
def sessions_dropped(lab, fleet):
    """sshd drops the session in the middle of a play: the next step has its result all the same, done once."""
    run = fleet.start("run", "Tests/Lab/tests/playbooks/slow.yml", "-i", fleet.machines("n0058"))
    lab.wait_until_begun("n0058")
    lab.verb("sshd", "n0058", "drop")
    run.wait(60)
    log = lab.inside("n0058", "cat /tmp/slow.log").split()
    expect(log.count("begun") == 1, f"the step was done {log.count('begun')} times", run)
    if run.code == 0:
        expect(log == ["begun", "ended", "next"], f"the machine's log is {log}", run)
    else:
        run.expect_code(4)
