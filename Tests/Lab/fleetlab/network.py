"""The wires: two bridges in a namespace of their own, a cable to every machine, the control machine on the public one.

No namespace has a name and nothing is in the computer's own namespace: when the processes are gone, so is the network.
"""
import json
import os
import subprocess

from . import settings
from .system import CLONE_NEWNET, LabError, enter_namespace, ip_batch, is_alive, read, start_time, unshare, write
from .topology import BULK_SUBNET, CONTROL_ADDRESS, PRIVATE_SUBNET, PUBLIC_LENGTH

# Above this many machines one broadcast overflows the kernel's packet queue (1000), and the neighbour tables (128 to
# 1024 entries for all namespaces together) are too small. They are settings of the whole computer: `down` restores
# them.
CROWD = 200
CROWD_SYSCTLS = {"ipv4/neigh/default/gc_thresh1": 4096, "ipv4/neigh/default/gc_thresh2": 8192,
                 "ipv4/neigh/default/gc_thresh3": 16384, "core/netdev_max_backlog": 20000}


def disable_ipv6():
    """Neighbour discovery between a thousand machines is a storm; the product's network is IPv4."""
    for scope in ("all", "default"):
        path = f"/proc/sys/net/ipv6/conf/{scope}/disable_ipv6"
        if os.path.exists(path):
            with open(path, "w", encoding="ascii") as file:
                file.write("1")


def own_network():
    """Gives the calling process a new, empty network namespace."""
    unshare(CLONE_NEWNET)
    disable_ipv6()


def start_holder(state, name):
    """A process that does nothing but keep a network namespace."""
    mark = dict(os.environ, **{settings.MARK_NAME: settings.STATE})
    process = subprocess.Popen(["sleep", "infinity"], env=mark, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, start_new_session=True, preexec_fn=own_network)
    state.helpers[name] = {"pid": process.pid, "started": start_time(process.pid)}
    state.save()


def helper_pid(state, name):
    """The id of a living helper process, or None."""
    values = state.helpers.get(name)
    if values and is_alive(values["pid"], values["started"]):
        return values["pid"]
    return None


def switch_path(state):
    """The namespace file of the bridges."""
    return namespace_path(state, "switch")


def namespace_path(state, name):
    """The namespace file of the switch or of the control machine."""
    pid = helper_pid(state, name)
    if pid is None:
        raise LabError("lab: the network is down; start it with `lab up`", settings.EXIT_DOWN)
    return f"/proc/{pid}/ns/net"


def is_up(state):
    """Whether both namespaces of the network live."""
    return helper_pid(state, "switch") is not None and helper_pid(state, "control") is not None


def bring_up(state):
    """The bridges and the control machine."""
    if is_up(state):
        return
    for name in ("switch", "control"):
        start_holder(state, name)
    control = helper_pid(state, "control")
    ip_batch(switch_path(state), [
        "link set lo up",
        "link add br-public type bridge mcast_snooping 0", "link add br-private type bridge mcast_snooping 0",
        "link set br-public up", "link set br-private up",
        f"link add control master br-public up type veth peer name eth0 netns {control}",
    ])
    ip_batch(namespace_path(state, "control"), [
        "link set lo up", f"addr add {CONTROL_ADDRESS}/{PUBLIC_LENGTH} dev eth0", "link set eth0 up",
    ])


def make_room_for(count):
    """Raises the computer's limits for a crowd, after noting what they were."""
    if count <= CROWD or os.path.exists(settings.SAVED_SYSCTLS):
        return
    old = {key: int(read("/proc/sys/net/" + key)) for key in CROWD_SYSCTLS}
    write(settings.SAVED_SYSCTLS, json.dumps(old))
    for key, value in CROWD_SYSCTLS.items():
        if old[key] < value:
            set_sysctl(key, value)


def restore_limits():
    """Puts the computer's limits back."""
    text = read(settings.SAVED_SYSCTLS)
    if text:
        for key, value in json.loads(text).items():
            set_sysctl(key, value)
        os.unlink(settings.SAVED_SYSCTLS)


def set_sysctl(key, value):
    """Writes one setting below net."""
    with open("/proc/sys/net/" + key, "w", encoding="ascii") as file:
        file.write(str(value))


def mac_address(machine, leg):
    """Fixed, as a machine that comes back with another one is unreachable until its neighbours forget the old one."""
    return f"02:f1:{leg:02x}:00:{machine.index >> 8:02x}:{machine.index & 255:02x}"


def plug_lines(machine, pid):
    """Commands for the switch that lay a machine's cables into the namespace of `pid`."""
    lines = []
    for inner, outer, bridge, _ in machine.cables():
        mac = mac_address(machine, 1 if bridge == "br-public" else 2)
        lines.append(f"link add {outer} master {bridge} up type veth peer name {inner} address {mac} netns {pid}")
    return lines


def unplug_lines(machine):
    """Commands for the switch that remove a machine's cables."""
    return [f"link del {outer}" for _, outer, _, _ in machine.cables()]


def address_lines(machine):
    """Commands for the machine's own namespace."""
    lines = ["link set lo up"]
    for inner, _, _, address in machine.cables():
        lines += [f"addr add {address} brd + dev {inner}", f"link set {inner} up"]
    # The private subnet and the bulk machines' share one wire; a public machine's second leg is on it.
    other = BULK_SUBNET if machine.group != "bulk" else PRIVATE_SUBNET
    return lines + [f"route replace {other} dev {machine.cables()[-1][0]}"]


def enter_control(state):
    """Moves the calling process to the control machine's network."""
    enter_namespace(namespace_path(state, "control"), CLONE_NEWNET)
