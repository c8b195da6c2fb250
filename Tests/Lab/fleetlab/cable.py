"""A slow cable: this kernel may have no netem, so frames pass through a process that holds them back."""
import heapq
import os
import random
import select
import socket
import subprocess
import sys
import time

from . import network, settings
from .state import State, locked
from .system import CLONE_NEWNET, LabError, enter_namespace, ip_batch, kill, start_time

SOL_PACKET, PACKET_VNET_HDR, PACKET_IGNORE_OUTGOING = 263, 15, 23
SO_RCVBUFFORCE, ETH_P_ALL = 33, 3
FRAME_LIMIT, FRAMES_AT_ONCE, QUEUE_LIMIT = 70000, 64, 100_000


def required_cable(machine, leg):
    """The switch's end of a machine's cable, and its bridge."""
    cable = machine.cable(leg)
    if cable is None:
        raise LabError(f"lab: {machine.name} has no {leg} leg", settings.EXIT_USAGE)
    return cable[1], cable[2]


def slow_down(name, leg, delay, jitter, loss):
    """Puts the process between a machine and its bridge. `delay` is for a round trip, in milliseconds."""
    speed_up(name, leg)
    with locked():
        state = State.load()
        port, bridge = required_cable(state.machine(name), leg)
        ip_batch(network.switch_path(state), [
            f"link set {port} nomaster", f"link add w{port} up type veth peer name v{port}",
            f"link set v{port} master {bridge} up"])
        mark = dict(os.environ, **{settings.MARK_NAME: settings.STATE})
        process = subprocess.Popen(
            [sys.executable, settings.PROGRAM, "_cable", port, str(delay), str(jitter), str(loss)], env=mark,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        state.helpers["cable-" + port] = {"pid": process.pid, "started": start_time(process.pid)}
        state.save()
    time.sleep(0.3)
    return 0 if process.poll() is None else 1


def speed_up(name, leg):
    """Takes the process out again; fine when there is none."""
    with locked():
        state = State.load()
        port, bridge = required_cable(state.machine(name), leg)
        pid = network.helper_pid(state, "cable-" + port)
        if pid:
            kill(pid)
        if state.helpers.pop("cable-" + port, None):
            state.save()
            ip_batch(network.switch_path(state), [f"link del w{port}", f"link set {port} master {bridge}"],
                     may_fail=True)
    return 0


def open_port(name):
    """A raw socket on an interface. The offload marks travel with the frames, so checksums stay right."""
    port = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    port.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    port.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    port.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 16 << 20)
    port.bind((name, ETH_P_ALL))
    port.setblocking(False)
    return port


def carry(port, delay, jitter, loss):
    """The process: half the delay each way, frames never overtake each other."""
    enter_namespace(network.switch_path(State.load()), CLONE_NEWNET)
    ends = [open_port(port), open_port("w" + port)]
    queue, number, last_due = [], 0, [0.0, 0.0]
    while True:
        now = time.monotonic()
        while queue and queue[0][0] <= now:
            _, _, other, frame = heapq.heappop(queue)
            try:
                ends[other].send(frame)
            except OSError:
                continue
        pause = max(0.0, queue[0][0] - time.monotonic()) if queue else None
        for end in select.select(ends, [], [], pause)[0]:
            other = 1 - ends.index(end)
            for frame in received(end):
                if len(queue) >= QUEUE_LIMIT or (loss and random.random() * 100 < loss):
                    continue
                due = time.monotonic() + (delay + random.uniform(-jitter, jitter)) / 2000
                last_due[other] = max(last_due[other], due)
                number += 1
                heapq.heappush(queue, (last_due[other], number, other, frame))


def received(end):
    """The frames that wait at one end."""
    for _ in range(FRAMES_AT_ONCE):
        try:
            yield end.recv(FRAME_LIMIT)
        except OSError:
            return
