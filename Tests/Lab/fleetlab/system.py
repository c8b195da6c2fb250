"""Thin wrappers around the kernel and other programs."""
import ctypes
import os
import signal
import subprocess
import time

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x4000000, 0x8000000
CLONE_NEWPID, CLONE_NEWNET = 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_PRIVATE, MS_SLAVE = 4096, 16384, 1 << 18, 1 << 19
MNT_DETACH = 2
PR_SET_PDEATHSIG, PR_CAPBSET_DROP = 1, 24
SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

LIBC = ctypes.CDLL(None, use_errno=True)


class LabError(Exception):
    """Something that stops the lab; its text says what, where and how to mend it."""

    def __init__(self, message, code=1):
        super().__init__(message)
        self.code = code


def check(result, what):
    """Turns the errno of a failed libc call into an OSError that says what was tried."""
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def mount(source, target, kind, flags=0, options=""):
    """mount(2)."""
    encoded_kind = kind.encode() if kind else None
    encoded_options = options.encode() if options else None
    result = LIBC.mount(source.encode(), target.encode(), encoded_kind, ctypes.c_ulong(flags), encoded_options)
    check(result, f"mount {target}")


def unmount(target, flags=0):
    """umount2(2)."""
    check(LIBC.umount2(target.encode(), flags), f"umount {target}")


def unshare(flags):
    """unshare(2)."""
    check(LIBC.unshare(flags), "unshare")


def enter_namespace(path, kind):
    """setns(2) on the namespace file at `path`."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        check(LIBC.setns(descriptor, kind), f"setns {path}")
    finally:
        os.close(descriptor)


def pivot_root_here():
    """Makes the current folder the root and drops the old one."""
    number = SYS_PIVOT_ROOT.get(os.uname().machine)
    if number is None:
        raise LabError(f"lab: no pivot_root number is known for {os.uname().machine}")
    check(LIBC.syscall(number, b".", b"."), "pivot_root")
    unmount(".", MNT_DETACH)
    os.chdir("/")


def set_host_name(name):
    """sethostname(2)."""
    check(LIBC.sethostname(name.encode(), len(name)), "sethostname")


def drop_capability(number):
    """Takes a capability out of the bounding set of this process and its children."""
    LIBC.prctl(PR_CAPBSET_DROP, number, 0, 0, 0)


def die_with_parent():
    """Asks the kernel to kill this process when its parent ends."""
    LIBC.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


def run(*command, text=None, may_fail=False, **options):
    """Runs a program to its end and gives what it wrote; a failure stops the lab unless it `may_fail`."""
    try:
        result = subprocess.run(command, input=text, text=True, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, **options)
    except FileNotFoundError as error:
        raise LabError(f"lab: there is no program {error.filename!r}; run scripts/setup") from error
    if result.returncode and not may_fail:
        words = " ".join(command)
        raise LabError(f"lab: {words[:300]}: exit code {result.returncode}\n{result.stdout[-4000:]}")
    return result.stdout


def write(path, text, mode=0o644):
    """Writes a whole file, with the folders above it."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def read(path):
    """The text of a file, or None when it cannot be read."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return None


def is_mounted(path):
    """Whether something is mounted on `path` in this mount namespace."""
    text = read("/proc/self/mountinfo") or ""
    return any(line.split()[4] == path for line in text.splitlines())


def start_time(pid):
    """The start time of a live process: with its id it names one process for good. None when it is gone."""
    text = read(f"/proc/{pid}/stat")
    if not text:
        return None
    fields = text.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else int(fields[19])


def is_alive(pid, started):
    """Whether the process with this id and start time still runs."""
    return bool(pid) and started is not None and start_time(pid) == started


def children(pid):
    """The ids of a process's children."""
    text = read(f"/proc/{pid}/task/{pid}/children") or ""
    return [int(word) for word in text.split()]


def kill(pid, number=signal.SIGKILL):
    """Sends a signal; a process that is gone already is fine."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def wait_until(condition, seconds, pause=0.02):
    """Polls until the condition holds; says whether it did in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def ip_batch(namespace_path, lines, may_fail=False):
    """Gives many commands to one `ip` inside a network namespace."""
    if not lines:
        return
    force = ["-force"] if may_fail else []
    run("nsenter", "--net=" + namespace_path, "ip", *force, "-batch", "-", text="\n".join(lines) + "\n",
        may_fail=may_fail)
