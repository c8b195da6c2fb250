"""The whole network: up, down, status, and single machines on top of both kinds."""
import concurrent.futures
import json
import os
import shutil
import signal
import socket
import sys
import time

from . import booted, files, image, light, network, repository, settings, topology
from .state import State, cache_locked, locked, marked_processes
from .system import (CLONE_NEWIPC, CLONE_NEWNET, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWUTS, MS_PRIVATE, MS_REC, LabError,
                     enter_namespace, is_alive, is_mounted, kill, mount, read, run, unshare, wait_until, write)

READY_SECONDS = 180
STOP_SECONDS = 60
KEYS_AT_ONCE = 4


def first_process(machine):
    """PID 1 of a machine as seen from outside, or None when it is down."""
    if not is_alive(machine.pid, machine.started):
        return None
    return booted.leader(machine) if machine.kind == topology.SYSTEMD else machine.pid


def require_first_process(machine):
    """PID 1 of a machine that must be up."""
    pid = first_process(machine)
    if pid is None:
        raise LabError(f"lab: {machine.name} is down; start it with `lab start {machine.name}`", settings.EXIT_DOWN)
    return pid


def require_permission():
    """Ends with a code of its own where the kernel does not let us make namespaces and mounts."""
    reason = "it needs root" if os.geteuid() else permission_fault()
    if reason:
        raise LabError(f"lab: NOT PERMITTED: {reason}.\nlab: the test network needs root and a kernel that allows "
                       "network, mount and pid namespaces, overlay and veth (a virtual machine, or a container "
                       "started with --privileged).", settings.EXIT_NOT_PERMITTED)


def permission_fault():
    """Tries everything once in a process that ends at once; gives what failed, or None."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            unshare(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET)
            mount("none", "/", None, MS_REC | MS_PRIVATE)
            mount("fleet-lab-probe", "/mnt", "tmpfs")
            for name in ("lower", "upper", "work", "merged"):
                os.mkdir("/mnt/" + name)
            mount("overlay", "/mnt/merged", "overlay", 0, "lowerdir=/mnt/lower,upperdir=/mnt/upper,workdir=/mnt/work")
            run("ip", "link", "add", "probe", "type", "veth", "peer", "name", "probe2")
            run("ip", "link", "add", "probe3", "type", "bridge")
            unshare(CLONE_NEWPID)
        except (OSError, LabError) as error:
            os.write(writer, str(error).strip().replace("\n", " ").encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        fault = pipe.read()
    os.waitpid(child, 0)
    return fault or None


def up(wanted):
    """Brings the machines up, keeps those that run, removes those not wanted; torn down when it is interrupted."""
    require_permission()
    if any(machine.kind == topology.SYSTEMD for machine in wanted):
        booted.require_nspawn()
    signal.signal(signal.SIGTERM, interrupt)
    with cache_locked():
        image.build()
        repository.build(docker=any(machine.docker for machine in wanted))
    with locked():
        try:
            return bring_up(wanted)
        except KeyboardInterrupt:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)
            print("lab: interrupted; taking the network down", file=sys.stderr, flush=True)
            tear_down()
            return 130


def interrupt(*_):
    """SIGTERM is treated as Ctrl-C is."""
    raise KeyboardInterrupt


def bring_up(wanted):
    """The steps of `up` that change something outside the cache."""
    began, laps = time.monotonic(), {}
    state = State.load()
    if state.machines and not network.is_up(state):
        tear_down()
        state = State.load()
    remove_strangers(state)
    os.makedirs(settings.STATE, mode=0o755, exist_ok=True)
    mount_disks()
    machines, new = merge(state, wanted)
    if len(new) == len(machines):
        files.write_common_layer()
    network.make_room_for(len(machines))
    with concurrent.futures.ThreadPoolExecutor(KEYS_AT_ONCE) as pool:
        list(pool.map(lambda machine: files.prepare_machine(machine, machines), new))
    files.write_client_files(machines)
    make_ssh_folder()
    state.machines = {machine.name: machine for machine in machines}
    state.save()
    laps["files"] = time.monotonic() - began
    network.bring_up(state)
    start_machines(state, new)
    laps["started"] = time.monotonic() - began
    ready = wait_ready(state, new)
    laps["ready"] = time.monotonic() - began
    steps = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in laps.items())
    print(f"lab: {len(machines)} machines up, {len(new)} of them new ({steps})", flush=True)
    return 0 if ready else 1


def merge(state, wanted):
    """All machines, with the processes of those that run already, and those that have to be started."""
    new, names = [], {machine.name for machine in wanted}
    for machine in wanted:
        old = state.machines.get(machine.name)
        if old and first_process(old) and (old.kind, old.docker) == (machine.kind, machine.docker):
            machine.pid, machine.started = old.pid, old.started
            continue
        if old:
            discard(old)
        new.append(machine)
    for name, old in state.machines.items():
        if name not in names:
            discard(old)
    indexes = {state.machines[machine.name].index for machine in wanted if machine.pid}
    for machine in wanted:
        # A machine keeps its cables' names while it runs, whatever place the new list gives it.
        if machine.pid:
            machine.index = state.machines[machine.name].index
    free = (number for number in range(len(wanted) + len(indexes) + 1) if number not in indexes)
    for machine in new:
        machine.index = next(free)
    return wanted, new


def discard(machine):
    """Stops a machine and forgets its disk."""
    stop(machine)
    shutil.rmtree(files.disk(machine), ignore_errors=True)
    shutil.rmtree(os.path.join(settings.DOCKER_DISKS, machine.name), ignore_errors=True)


def mount_disks():
    """The Debian root, read-only, and one file system in memory with the disks of all machines."""
    for folder in (settings.ROOT, settings.DISKS):
        os.makedirs(folder, exist_ok=True)
    try:
        if not is_mounted(settings.ROOT):
            run("mount", "-t", "squashfs", "-o", "ro,loop", image.path(), settings.ROOT)
        if not is_mounted(settings.DISKS):
            mount("fleet-lab", settings.DISKS, "tmpfs", 0, "size=70%,mode=755,nr_inodes=4m")
    except (OSError, LabError) as error:
        raise LabError(f"lab: NOT PERMITTED: {error}", settings.EXIT_NOT_PERMITTED) from error


def make_ssh_folder():
    """`exec control` lays its own ~/.ssh over this one: it has to be there, and goes with `down` if it is new."""
    folder = os.path.join(files.home_folder(), ".ssh")
    if not os.path.isdir(folder):
        os.mkdir(folder, 0o700)
        write(settings.MADE_FOLDERS, json.dumps([folder]))


def start_machines(state, machines):
    """Starts machines of both kinds."""
    for machine in machines:
        if machine.kind == topology.SYSTEMD:
            booted.start(machine)
            state.save()
    light.start(state, [machine for machine in machines if machine.kind == topology.LIGHT])
    state.save()


def wait_ready(state, machines, seconds=READY_SECONDS):
    """Waits until every machine lets users in; says which do not."""
    end = time.monotonic() + seconds
    booting = [machine for machine in machines if machine.kind == topology.SYSTEMD]
    wait_until(lambda: all(booted.is_ready(machine) for machine in booting), end - time.monotonic())
    silent = [machine.name for machine in booting if not booted.is_ready(machine)]
    answering = [machine for machine in machines if machine.name not in silent]
    silent += machines_without_banner(state, answering, max(10.0, end - time.monotonic()))
    if silent:
        print(f"lab: not answering: {' '.join(silent[:20])}; see {settings.LOGS}", file=sys.stderr)
    return not silent


def machines_without_banner(state, machines, seconds):
    """Those whose sshd does not answer, asked from the bastion's network as the private subnet is closed to others."""
    bastion = first_process(state.machine("bastion"))
    if bastion is None:
        return [machine.name for machine in machines]
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            enter_namespace(f"/proc/{bastion}/ns/net", CLONE_NEWNET)
            silent = list(machines)
            wait_until(lambda: not drop_answering(silent), seconds, pause=0.1)
            os.write(writer, " ".join(machine.name for machine in silent).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        names = pipe.read().split()
    os.waitpid(child, 0)
    return names


def drop_answering(machines):
    """Asks each machine once; those that answered leave the list, which is given back."""
    for machine in list(machines):
        try:
            with socket.create_connection((machine.address, 22), 1) as connection:
                connection.settimeout(5)
                if connection.recv(4).startswith(b"SSH-"):
                    machines.remove(machine)
        except OSError:
            continue
    return machines


def stop(machine):
    """Kills a machine and waits until it is gone."""
    if not is_alive(machine.pid, machine.started):
        return
    if machine.kind == topology.SYSTEMD:
        first = booted.leader(machine)
        booted.stop(machine)
        wait_until(lambda: not first or not os.path.exists(f"/proc/{first}"), STOP_SECONDS)
    else:
        kill(machine.pid)
    wait_until(lambda: not is_alive(machine.pid, machine.started), STOP_SECONDS)


def remove_strangers(state):
    """Ends what a broken call has left: processes with this lab's mark that the state file does not know."""
    known = {machine.pid for machine in state.machines.values()}
    known |= {values["pid"] for values in state.helpers.values()}
    known |= {booted.leader(machine) for machine in state.machines.values()}
    for pid in marked_processes():
        if not has_ancestor(pid, known):
            kill(pid)


def has_ancestor(pid, known):
    """Whether a process is, or descends from, one of these."""
    for _ in range(64):
        if pid in known:
            return True
        text = read(f"/proc/{pid}/stat")
        if not text:
            return False
        pid = int(text.rpartition(")")[2].split()[1])
        if pid <= 1:
            return False
    return False


def down():
    """Takes everything down; fine when nothing is up."""
    if os.geteuid():
        raise LabError("lab: NOT PERMITTED: it needs root.", settings.EXIT_NOT_PERMITTED)
    with locked():
        return tear_down()


def tear_down():
    """Ends every process, unmounts, removes the state folder. Works without a state file too."""
    state = State.load()
    for values in state.helpers.values():
        if is_alive(values["pid"], values["started"]):
            kill(values["pid"])
    for machine in state.machines.values():
        if is_alive(machine.pid, machine.started):
            (booted.stop if machine.kind == topology.SYSTEMD else lambda one: kill(one.pid))(machine)
    end_marked_processes()
    network.restore_limits()
    for folder in json.loads(read(settings.MADE_FOLDERS) or "[]"):
        if os.path.isdir(folder) and not os.listdir(folder):
            os.rmdir(folder)
    for target in (settings.DISKS, settings.ROOT):
        if not wait_until(lambda path=target: unmounted(path), 10, pause=0.1):
            run("umount", "-l", target, may_fail=True)
    booted.remove_control_groups()
    shutil.rmtree(settings.DOCKER_DISKS, ignore_errors=True)
    if not is_mounted(settings.ROOT) and not is_mounted(settings.DISKS):
        shutil.rmtree(settings.STATE, ignore_errors=True)
    return 0


def end_marked_processes():
    """Kills until none is left: a process that was just being born is found in the next round."""
    def none_left():
        left = marked_processes()
        for pid in left:
            kill(pid)
        return not left
    if not wait_until(none_left, STOP_SECONDS, pause=0.05):
        raise LabError("lab: some processes of the lab do not end; see `ps`")


def unmounted(path):
    """Tries to unmount; whether nothing is mounted there any more."""
    while is_mounted(path):
        run("umount", path, may_fail=True)
        if is_mounted(path):
            return False
    return True


def status():
    """Prints the machines; 0 when all are up, 3 when one or all are down."""
    state = State.load()
    if not state.machines:
        print("lab: down")
        return settings.EXIT_DOWN
    missing, bulk = 0, 0
    for machine in state.machines.values():
        pid = first_process(machine)
        missing += pid is None
        bulk += machine.group == "bulk"
        if machine.group != "bulk" or pid is None:
            text = (f"up    pid {pid}" if pid else "DOWN") + ("  docker" if machine.docker else "")
            print(f"{machine.name:8} {machine.address:12} {machine.kind:8} {text}")
    if bulk:
        print(f"and {bulk} bulk machines, n0001 to n{bulk:04}")
    return settings.EXIT_DOWN if missing or not network.is_up(state) else 0


def start(name):
    """Boots a machine that is down again, with its disk."""
    with locked():
        state = State.load()
        machine = state.machine(name)
        if not first_process(machine):
            stop(machine)
            files.prepare_machine(machine, list(state.machines.values()))
            start_machines(state, [machine])
    return 0 if wait_ready(state, [machine]) else 1


def crash(name):
    """Kills a machine at once, as a power cut would; its disk stays."""
    with locked():
        stop(State.load().machine(name))
    return 0
