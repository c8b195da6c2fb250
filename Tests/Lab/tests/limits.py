"""Few descriptors, much output, large files."""
import os
import re
import sys

from .network import BULK
from .registry import expect, test

MANY = [f"n{number:04}" for number in range(1, BULK + 1)]
PEAK = [sys.executable, "-c", "import resource, subprocess, sys; code = subprocess.call(sys.argv[1:]);"
        "print('peak', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"]


@test
def few_descriptors(lab, fleet):
    """Fifty machines with files for ten: slower, with a warning, and none is lost."""
    run = fleet.call("run", "Tests/Lab/tests/playbooks/twice.yml", "-i", fleet.machines(*MANY), timeout=120,
                     prefix=("prlimit", "--nofile=116:116"))
    run.expect_success(MANY).expect_text("connected at the same time")
    expect(run.total("ok") == 2 * BULK, "not all did both steps", run)


@test
def much_output(lab, fleet):
    """A megabyte of output from each of fifty machines: the memory stays bounded."""
    inventory = fleet.machines(*MANY)
    peaks = []
    for playbook in ("one.yml", "output.yml"):
        run = fleet.call("run", f"Tests/Lab/tests/playbooks/{playbook}", "-i", inventory, timeout=120, prefix=PEAK)
        run.expect_success(MANY)
        peaks.append(int(re.search(r"^peak (\d+)", run.output, re.MULTILINE).group(1)) // 1024)
    expect(peaks[1] < peaks[0] + 600, f"{peaks[0]} MB without output, {peaks[1]} MB with it", run)


@test
def large_file_twice(lab, fleet):
    """A file of eight megabytes crosses the network once, however often it is copied."""
    path = os.path.join(fleet.folder, "large.bin")
    with open(path, "wb") as file:
        file.write(os.urandom(8 << 20))

    def received():
        return int(lab.inside("n0002", "cat /sys/class/net/*/statistics/rx_bytes | sort -n | tail -1"))
    words = ("run", "Tests/Lab/tests/playbooks/large.yml", "-i", fleet.machines("n0002"), "-e", f"file={path}")
    counts = [received()]
    for _ in range(2):
        run = fleet.call(*words).expect_success(("n0002",))
        counts.append(received())
    run.expect_unchanged()
    expect(counts[1] - counts[0] > 8 << 20, f"the first copy took {counts[1] - counts[0]} bytes", run)
    expect(counts[2] - counts[1] < 1 << 20, f"the second copy took {counts[2] - counts[1]} bytes", run)
