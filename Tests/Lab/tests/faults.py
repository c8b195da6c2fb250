"""Links that are cut, servers that lie, and runs that are killed."""
import os
import signal
import subprocess

from .registry import expect, test

TOOLS = os.path.join(os.path.dirname(os.path.realpath(__file__)), "tools")
PORT = 4022
CUTS = 6
FLIPS = 2
ROGUES = 4100


class Tool:
    """A program of `tools/` on the control machine, while a test needs it."""

    def __init__(self, lab, name, *words):
        self.process = subprocess.Popen(
            [*lab.command("exec", "control"), "python3", os.path.join(TOOLS, name), *map(str, words)],
            env=dict(os.environ, **lab.environment), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        self.line = self.process.stdout.readline().split()
        expect(self.line[:1] == ["ready"], "the tool did not start")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)


def through_proxy(lab, fleet):
    """An inventory of one machine behind the proxy."""
    options = f"-o HostKeyAlias=10.0.1.10 -o UserKnownHostsFile={lab.known_hosts()}"
    return fleet.inventory({"lb": {"ansible_host": "127.0.0.1", "ansible_port": PORT, "ansible_user": "deploy",
                                   "ansible_ssh_common_args": options}})


def totals_of(lab, fleet, inventory):
    """How many bytes a run sends and gets when the agent is there already."""
    count = os.path.join(fleet.folder, "count")
    for _ in range(2):
        with Tool(lab, "proxy.py", PORT, "10.0.1.10", 22, "--count", count):
            fleet.play("counted.yml", inventory).expect_success(("lb",))
    with open(count, encoding="utf-8") as file:
        return dict(zip(("up", "down"), map(int, file.read().split())))


def expect_nothing_twice(lab, run, where):
    """A run that counted on a machine whose link was disturbed: it is done and says so, or says what it does not know."""
    log = lab.inside("lb", "if [ -e /tmp/counted ]; then cat /tmp/counted; fi").split()
    where = f"{where}: the machine's log is {log}"
    expect(len(log) == len(set(log)), f"{where}: something was done twice", run)
    if run.code == 0:
        expect(log == ["one", "two", "three"] and run.total("changed") == 3, where, run)
    else:
        run.expect_code(4)
        expect(run.total("unreachable") == 1 and run.total("changed") <= len(log), where, run)


@test(is_long=True)
def cut_at_chosen_bytes(lab, fleet):
    """The link is cut once, at many places in both directions: nothing is done twice, and nothing unknown looks well."""
    inventory = through_proxy(lab, fleet)
    outcomes = []
    for direction, total in totals_of(lab, fleet, inventory).items():
        for number in range(CUTS):
            # From the middle of the login, where nothing is sent yet, to the last byte.
            place = total // 3 + (total - total // 3) * (number + 1) // CUTS
            lab.inside("lb", "rm -f /tmp/counted")
            more = ("--reset",) if number % 2 else ()
            with Tool(lab, "proxy.py", PORT, "10.0.1.10", 22, "--cut", direction, place, *more):
                run = fleet.play("counted.yml", inventory)
            expect_nothing_twice(lab, run, f"cut {direction} at byte {place} of {total}")
            outcomes.append(run.code)
    expect(outcomes.count(0) > len(outcomes) // 2, f"hardly any run went on after the cut: {outcomes}")


@test(is_long=True)
def damaged_bytes(lab, fleet):
    """One byte behind the key exchange arrives as another one: the packet does not pass for what was sent."""
    inventory = through_proxy(lab, fleet)
    for direction, total in totals_of(lab, fleet, inventory).items():
        for number in range(FLIPS):
            place = total // 2 + (total - total // 2) * number // FLIPS
            lab.inside("lb", "rm -f /tmp/counted")
            with Tool(lab, "proxy.py", PORT, "10.0.1.10", 22, "--flip", direction, place):
                run = fleet.play("counted.yml", inventory, "-T", "5", timeout=90)
            expect_nothing_twice(lab, run, f"byte {place} of {total} changed on its way {direction}")


@test
def slow_line(lab, fleet):
    """64 kbit/s: slow, not unreachable, and keep-alives do not take it for dead."""
    inventory = through_proxy(lab, fleet)
    with Tool(lab, "proxy.py", PORT, "10.0.1.10", 22):
        fleet.play("counted.yml", inventory).expect_success(("lb",))
    with Tool(lab, "proxy.py", PORT, "10.0.1.10", 22, "--rate", 8000):
        fleet.play("counted.yml", inventory, timeout=120).expect_success(("lb",))


@test(is_long=True)
def rogue_servers(lab, fleet):
    """Servers that lie, flood or fall silent: unreachable with a reason, in bounded memory, and others go on."""
    with Tool(lab, "rogue.py", ROGUES) as tool:
        options = f"-o UserKnownHostsFile={lab.known_hosts()}"
        names = tool.line[1:]
        hosts = {name: {"ansible_host": "127.0.0.1", "ansible_port": ROGUES + number, "ansible_user": "deploy",
                        "ansible_ssh_common_args": options} for number, name in enumerate(names)}
        hosts["lb"] = lab.variables("lb")
        bounded = ("sh", "-c", "ulimit -d 1500000; exec \"$@\"", "sh")
        run = fleet.call("run", "Tests/Lab/tests/playbooks/one.yml", "-i", fleet.inventory(hosts), "-T", "5",
                         prefix=bounded, timeout=120).expect_code(4)
    for name in names:
        expect(run.total("unreachable", name) == 1, f"{name} should be unreachable", run)
    expect(run.total("ok", "lb") == 1, "the honest machine should have gone on", run)
    expect("\x1b]" not in run.output, "a server's control characters reached the screen", run)


def running(pattern):
    """A shell command that lists processes; none is no failure, anything else that goes wrong is."""
    return f"{{ pgrep -fa '{pattern}' || [ $? -eq 1 ] || exit 1; }}"


def leftovers(lab, machine):
    """Processes and session folders of agents on a machine."""
    folders = "find ~deploy ~root -mindepth 4 -maxdepth 4 -path '*/.cache/fleet/sessions/*'"
    return lab.inside(machine, f"{running('[f]leet/agent-')}; {folders}").split()


@test
def killed_control(lab, fleet):
    """SIGTERM, SIGHUP and SIGKILL of the control side: its agent ends the step and itself, whatever it is told."""
    for number, code in ((signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGKILL, 137)):
        lab.inside("n0066", "rm -f /tmp/slow.log")
        run = fleet.start("run", "Tests/Lab/tests/playbooks/slow.yml", "-i", fleet.machines("n0066"), "-e", "seconds=2")
        lab.wait_until_begun("n0066")
        # `lab exec` has become the program itself.
        run.process.send_signal(number)
        run.wait(30)
        expect(run.code in (code, -number), f"the exit code should be {code}", run)
        expect("PLAY RECAP" not in run.output, "there should be no recap", run)
        lab.wait_until(lambda: "agent-" not in " ".join(leftovers(lab, "n0066")), 30, "the agent ends")
        log = lab.inside("n0066", "cat /tmp/slow.log").split()
        expect("next" not in log and log.count("begun") == 1, f"the machine's log is {log}", run)


@test
def step_cut_short(lab, fleet):
    """A task's `timeout`: the whole tree of processes ends, even those that ignore SIGTERM."""
    lab.inside("n0066", "rm -f /tmp/after-timeout")
    run = fleet.play("timeout.yml", fleet.machines("n0066")).expect_success(("n0066",))
    left = lab.inside("n0066", f"{running('[s]leep 471')}; if [ -e /tmp/after-timeout ]; then echo after-timeout; fi")
    expect(not left.strip(), f"left behind: {left}", run)


@test
def lost_batch(lab, fleet):
    """A batch of `serial` that is lost: the next one is not begun."""
    lab.inside("n0066", "rm -f /tmp/batches")
    hosts = {"first": dict(lab.variables("n0065"), ansible_port=9), "second": lab.variables("n0066")}
    run = fleet.play("batches.yml", fleet.inventory(hosts)).expect_code(4)
    expect("second" not in run.recap, "the second batch was begun", run)
    log = lab.inside("n0066", "if [ -e /tmp/batches ]; then ls /tmp/batches; fi")
    expect(not log.strip(), "the second batch left a trace", run)


@test
def two_runs_at_once(lab, fleet):
    """Two runs on one machine at the same time: each has an agent and a folder of its own."""
    names = ("n0065", "n0066")
    before = leftovers(lab, "n0066")
    words = ("run", "Tests/Lab/tests/playbooks/bulk.yml", "-i", fleet.machines(*names))
    runs = [fleet.start(*words) for _ in range(3)]
    for run in runs:
        run.wait(90).expect_success(names)
    left = leftovers(lab, "n0066")
    expect(set(left) <= set(before), f"left behind: {left}, and before: {before}")


@test
def pending_handlers(lab, fleet):
    """A machine that fails owes a handler: the run says so, as the next one has no reason to notify it again."""
    names = ("n0042", "n0043")
    for name in names:
        lab.inside(name, "rm -f /tmp/handled /tmp/configured")
    inventory = fleet.machines(*names)
    run = fleet.play("handlers.yml", inventory, "-e", "broken=n0043").expect_code(2)
    run.expect_text("Handler 'Reload' was notified and has not run on n0043")
    expect("has not run on n0042" not in run.output, "the handler ran on n0042", run)
    expect(lab.inside("n0042", "cat /tmp/handled").strip() == "yes", "the handler has not run", run)
    run = fleet.play("handlers.yml", inventory, "-e", "broken=n0043", "--force-handlers").expect_code(2)
    expect("has not run" not in run.output, "there was nothing to notify", run)
    lab.inside("n0043", "rm -f /tmp/configured")
    run = fleet.play("handlers.yml", inventory, "-e", "broken=n0043", "--force-handlers").expect_code(2)
    expect("has not run" not in run.output, "the handler was forced", run)
    expect(lab.inside("n0043", "cat /tmp/handled").strip() == "yes", "the handler has not run", run)
