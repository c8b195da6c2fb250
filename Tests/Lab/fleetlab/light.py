"""Light machines: namespaces, a root, an sshd; no systemd. Two megabytes each, a thousand at once."""
import contextlib
import os

from . import files, network, repository, settings
from .system import (CLONE_NEWIPC, CLONE_NEWNET, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWUTS, MS_BIND, MS_NODEV, MS_NOEXEC,
                     MS_NOSUID, MS_PRIVATE, MS_RDONLY, MS_REC, MS_REMOUNT, LabError, drop_capability, ip_batch, mount,
                     pivot_root_here, read, run, set_host_name, start_time, unshare)

CHUNK = 50
INIT = "mkdir -p /run/sshd; /usr/sbin/sshd -E /var/log/sshd.log; exec sleep infinity"
DEVICES = (("null", 1, 3), ("zero", 1, 5), ("full", 1, 7), ("random", 1, 8), ("urandom", 1, 9), ("tty", 5, 0))
DROPPED_CAPABILITIES = (16, 17, 22, 25)  # SYS_MODULE, SYS_RAWIO, SYS_BOOT, SYS_TIME


def start(state, machines):
    """Starts machines, some at a time so that one `ip` lays the cables of all of them."""
    os.makedirs(settings.MOUNT_POINT, exist_ok=True)
    os.makedirs(settings.LOGS, exist_ok=True)
    for first in range(0, len(machines), CHUNK):
        part, gates = machines[first:first + CHUNK], []
        for machine in part:
            gates.append(start_one(machine))
        switch, lines = network.switch_path(state), []
        for machine in part:
            lines += network.plug_lines(machine, machine.pid)
        ip_batch(switch, lines)
        for gate in gates:
            os.write(gate, b"x")
            os.close(gate)
        state.save()


def start_one(machine):
    """Forks a machine up to the point where it waits for its cables; gives the pipe that lets it go on."""
    gate_read, gate_write = os.pipe()
    report_read, report_write = os.pipe()
    outer = os.fork()
    if outer == 0:
        try:
            become_daemon()
            unshare(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET)
            network.disable_ipv6()
            inner = os.fork()
            if inner:
                os.write(report_write, str(inner).encode())
                os._exit(0)
            # No other end of any gate may stay open here: a lab that is killed must let the machines go too.
            os.closerange(3, gate_read)
            os.closerange(gate_read + 1, 4096)
            become_machine(machine, gate_read)
        except BaseException as error:  # pylint: disable=broad-except
            os.write(2, f"{machine.name}: {error!r}\n".encode())
        os._exit(127)
    os.close(report_write)
    os.close(gate_read)
    machine.pid = int(os.read(report_read, 16) or 0)
    os.close(report_read)
    os.waitpid(outer, 0)
    if not machine.pid:
        raise LabError(f"lab: {machine.name} did not start; see {settings.LOGS}/light.log")
    machine.started = start_time(machine.pid)
    return gate_write


def become_daemon():
    """A session of its own and a log instead of the terminal."""
    os.setsid()
    log = os.open(os.path.join(settings.LOGS, "light.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    null = os.open("/dev/null", os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)


def become_machine(machine, gate):
    """PID 1 of a light machine, up to its exec."""
    if not os.read(gate, 1):
        os._exit(1)
    os.close(gate)
    run("ip", "-batch", "-", text="\n".join(network.address_lines(machine)) + "\n")
    mount("none", "/", None, MS_REC | MS_PRIVATE)
    mount("overlay", settings.MOUNT_POINT, "overlay", 0, files.overlay_options(machine))
    os.chdir(settings.MOUNT_POINT)
    mount_kernel_folders()
    make_devices()
    if os.path.isdir(repository.path()):
        mount(repository.path(), settings.REPOSITORY_IN_MACHINE.lstrip("/"), None, MS_BIND)
    pivot_root_here()
    set_host_name(machine.name)
    for number in DROPPED_CAPABILITIES:
        drop_capability(number)
    environment = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root",
                   "LANG": "C.UTF-8", "container": "fleet-lab", settings.MARK_NAME: settings.STATE}
    os.execve("/usr/bin/tini", ["tini", "--", "/bin/sh", "-c", INIT], environment)


def mount_kernel_folders():
    """/proc, /sys and /run. Only net.* below /proc/sys is the machine's own, so the rest cannot be written."""
    mount("tmpfs", "run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755")
    mount("proc", "proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    mount("proc/sys", "proc/sys", None, MS_BIND)
    mount("proc/sys/net", "proc/sys/net", None, MS_BIND)
    os.mkdir("run/shadow-sysctl")
    for key in files.SHADOWED_SYSCTLS:
        with contextlib.suppress(OSError):
            shadow = "run/shadow-sysctl/" + key.replace("/", ".")
            text = read("proc/sys/" + key)
            if text is not None:
                with open(shadow, "w", encoding="ascii") as file:
                    file.write(text)
                mount(shadow, "proc/sys/" + key, None, MS_BIND)
    mount("none", "proc/sys", None, MS_BIND | MS_REMOUNT | MS_RDONLY)
    mount("sysfs", "sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY)


def make_devices():
    """A /dev with what programs expect and nothing of the computer's."""
    mount("tmpfs", "dev", "tmpfs", MS_NOSUID, "mode=755,size=64k")
    for name, major, minor in DEVICES:
        os.mknod("dev/" + name, 0o20666, os.makedev(major, minor))
        os.chmod("dev/" + name, 0o666)
    os.mkdir("dev/pts")
    os.mkdir("dev/shm")
    mount("devpts", "dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620,gid=5")
    mount("tmpfs", "dev/shm", "tmpfs", MS_NOSUID | MS_NODEV)
    os.symlink("pts/ptmx", "dev/ptmx")
    for name, target in (("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")):
        os.symlink("/proc/self/fd" + target, "dev/" + name)
