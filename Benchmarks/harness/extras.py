"""Measurements that are no comparison of a workload: start-up, round trips, logins, limits. Each gives Markdown lines."""
import os
import resource
import shutil
import time

from . import engines, workloads

NAMES = ("start", "trips", "logins", "many")
MACHINES_FOR_MANY = 100
HOSTS_OF_MANY, FILES_OF_MANY = 10_000, 1024
HOSTS_OF_LARGE_INVENTORY = 20_000
TRIP_MILLISECONDS = 300
EMPTY = "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug: { msg: hi }\n      when: false\n"


def best(sitting, command, environment, runs=3):
    """The cheapest of several runs: every disturbance only adds."""
    samples = [sitting.accounts.run(command, environment, sitting.folder) for _ in range(runs)]
    return min(samples, key=lambda sample: sample.cpu)


def start(sitting):
    """Start-up, and an inventory of 20,000 hosts, beside ansible-core."""
    folder = os.path.join(sitting.folder, "large")
    inventory = workloads.make_large_inventory(folder, HOSTS_OF_LARGE_INVENTORY)
    playbook = os.path.join(sitting.folder, "empty.yml")
    with open(playbook, "w", encoding="ascii") as file:
        file.write(EMPTY)
    found = {engine.name: engine for engine in engines.found()}
    peer = found.get("ansible-core")
    lines = ["| what | fleet wall s | CPU s | MB | ansible-core wall s | CPU s | MB | ratio of CPU |",
             "|---|--:|--:|--:|--:|--:|--:|--:|"]
    for title, own, theirs in (
            ("`--version`", ["--version"], ["--version"]),
            ("a playbook that does nothing", ["run", playbook], [playbook]),
            ("`--list-hosts` of 20,000 hosts", ["run", playbook, "-i", inventory, "--list-hosts"],
             [playbook, "-i", inventory, "--list-hosts"]),
            ("`inventory --list` of 20,000 hosts", ["inventory", "--list", "-i", inventory], ["--list", "-i", inventory])):
        mine = best(sitting, [engines.fleet(), *own], {})
        row = f"| {title} | {mine.wall:.3f} | {mine.cpu:.3f} | {mine.memory:.0f} |"
        if peer:
            program = peer.program[0]
            if theirs[0] == "--list":
                program = os.path.join(os.path.dirname(program), "ansible-inventory")
            other = best(sitting, [program, *theirs], peer.environment, runs=1)
            row += f" {other.wall:.2f} | {other.cpu:.2f} | {other.memory:.0f} | {other.cpu / mine.cpu:.0f}x |"
        else:
            row += " | | | |"
        lines.append(row)
    shutil.rmtree(folder)
    return lines


def trips(sitting):
    """Round trips of 30 independent tasks, by how much longer they take than one when a round trip is very long."""
    folder = sitting.network.inventory(sitting.folder, 1)
    command = [engines.fleet(), "run", os.path.join(workloads.PLAYBOOKS, "independent.yml"), "-i",
               os.path.join(folder, "hosts")]
    sitting.network.slow_down(TRIP_MILLISECONDS)
    try:
        def wall(*words):
            runs = [sitting.accounts.run([*command, *words], {}, folder).wall for _ in range(sitting.options.runs + 1)]
            return min(runs[1:])
        one, all_of_them = wall("-t", "one"), wall()
    finally:
        sitting.network.slow_down(sitting.options.delay)
    count = 1 + max(0, all_of_them - one) * 1000 / TRIP_MILLISECONDS
    return [f"30 independent tasks on one host take {count:.1f} round trips after the connection stands ({all_of_them:.2f} s, "
            f"one task {one:.2f} s, with {TRIP_MILLISECONDS} ms for a round trip)."]


def logins(sitting):
    """Logins at the bastion in one run."""
    hosts = sitting.network.bulk
    folder = sitting.network.inventory(sitting.folder, hosts)
    before = sitting.network.logins_at_bastion()
    command = [engines.fleet(), "run", os.path.join(workloads.PLAYBOOKS, "first.yml"), "-i",
               os.path.join(folder, "hosts"), "-f", "50"]
    figures = sitting.accounts.run(command, {}, folder)
    count = sitting.network.logins_at_bastion() - before
    return [f"A run on {hosts} hosts logs in {count} times at the bastion ({figures.wall:.1f} s, {figures.memory:.0f} MB)."]


def many(sitting):
    """10,000 hosts, which share the machines that there are, with 1,024 open files."""
    folder = sitting.network.inventory(sitting.folder, HOSTS_OF_MANY)
    command = [engines.fleet(), "run", os.path.join(workloads.PLAYBOOKS, "first.yml"), "-i",
               os.path.join(folder, "hosts"), "-f", "50"]
    begun = time.monotonic()
    figures = sitting.accounts.run(
        command, {}, folder,
        prepare=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (FILES_OF_MANY, FILES_OF_MANY)))
    return [f"{HOSTS_OF_MANY:,} hosts on {sitting.network.bulk} machines with {FILES_OF_MANY:,} open files: done in "
            f"{time.monotonic() - begun:.0f} s with {figures.memory:.0f} MB and {figures.cpu:.0f} s of CPU."]
