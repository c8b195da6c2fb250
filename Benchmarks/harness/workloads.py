"""What is measured: playbooks, pyinfra's equivalents, the files they send, how many host-tasks they have."""
import os
import random
import shutil
from dataclasses import dataclass

PLAYBOOKS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "playbooks")


@dataclass(frozen=True)
class Workload:
    """One playbook. `tasks` counts per host; `is_for_one` runs on a single machine; `keeps` what the run before left."""

    name: str
    title: str
    file: str
    tasks: int
    is_for_one: bool = False
    keeps: bool = False
    has_pyinfra: bool = True


ALL = {workload.name: workload for workload in (
    Workload("noop", "20 commands that do nothing", "noop", 20),
    Workload("files", "facts and 30 file tasks, first run", "files", 31),
    Workload("again", "facts and 30 file tasks, second run", "files", 31, keeps=True),
    Workload("loop", "a loop of 100 copies", "loop", 100, is_for_one=True),
    Workload("templates", "a loop of 100 templates", "templates", 100, is_for_one=True),
    Workload("big", "a file of 20 MB", "big", 1),
    Workload("tree", "a tree of 500 files", "tree", 1, is_for_one=True),
    Workload("output", "1 MB of output", "output", 1, has_pyinfra=False),
)}

# What the workloads leave on the machines.
LEFT_BEHIND = ("bench", "bench-loop", "bench-templates", "bench-big", "bench-tree")


def make_files(folder):
    """The file and the tree that are sent; the same every time."""
    numbers = random.Random(1)
    with open(os.path.join(folder, "big.bin"), "wb") as file:
        file.write(numbers.randbytes(20 << 20))
    for number in range(500):
        part = os.path.join(folder, "tree", f"d{number % 20:02d}")
        os.makedirs(part, exist_ok=True)
        with open(os.path.join(part, f"f{number:03d}.txt"), "w", encoding="ascii") as file:
            file.write("".join(numbers.choice("abcdef \n") for _ in range(2000)))


def clear_machines(roots):
    """Takes away what earlier runs wrote on the machines, whose files are seen below `roots`."""
    for root in roots:
        for name in LEFT_BEHIND:
            shutil.rmtree(os.path.join(root, "tmp", name), ignore_errors=True)


def make_large_inventory(folder, count):
    """Hosts in 50 groups with variables of groups and of every tenth host."""
    os.makedirs(os.path.join(folder, "group_vars"), exist_ok=True)
    os.makedirs(os.path.join(folder, "host_vars"), exist_ok=True)
    path = os.path.join(folder, "hosts.ini")
    with open(path, "w", encoding="ascii") as file:
        for group in range(50):
            file.write(f"[g{group:02d}]\n")
            for host in range(group, count, 50):
                file.write(f"node{host:05d} ansible_host=10.{host >> 16 & 255}.{host >> 8 & 255}.{host & 255} "
                           f"rack={host % 40} weight={host % 7}\n")
        for region in range(5):
            members = "".join(f"g{group:02d}\n" for group in range(region, 50, 5))
            file.write(f"[region{region}:children]\n{members}[region{region}:vars]\nregion_id={region}\n")
    for group in range(50):
        with open(os.path.join(folder, "group_vars", f"g{group:02d}.yml"), "w", encoding="ascii") as file:
            file.write(f"role: role{group % 6}\ntier: {group % 3}\npackages:\n")
            file.write("".join(f"  - pkg{group}-{number}\n" for number in range(8)))
            file.write(f"settings:\n  port: {8000 + group}\n  tls: true\n")
    for host in range(0, count, 10):
        with open(os.path.join(folder, "host_vars", f"node{host:05d}.yml"), "w", encoding="ascii") as file:
            hardware = f"02:00:00:00:{host >> 8 & 255:02x}:{host & 255:02x}"
            file.write(f"asset: A{host:06d}\nnics:\n  - {{name: eth0, mac: '{hardware}'}}\n")
    return path
