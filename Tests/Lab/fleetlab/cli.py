"""The verbs and their options."""
import argparse
import shlex
import sys

from . import booted, cable, faults, files, fleet, image, images, inside, repository, settings, topology
from .state import State, cache_locked
from .system import LabError


def names(text):
    """A list of machines on the command line: `all`, `none` or names with commas."""
    if text in ("all", "none"):
        return topology.NAMES if text == "all" else ()
    chosen = tuple(name for name in text.split(",") if name)
    for name in chosen:
        if name not in topology.NAMES:
            raise argparse.ArgumentTypeError(f"{name!r} is not one of {', '.join(topology.NAMES)}")
    return chosen


def count(limit):
    """A number from 0 to a limit."""
    def parse(text):
        number = int(text)
        if not 0 <= number <= limit:
            raise argparse.ArgumentTypeError(f"at most {limit}")
        return number
    return parse


def do_build(arguments):
    """The verb `build`."""
    fleet.require_permission()
    with cache_locked():
        image.build(arguments.force)
        repository.build(force=arguments.force)
    return 0


def do_repository(arguments):
    """The verb `repo`."""
    fleet.require_permission()
    with cache_locked():
        image.build()
        repository.build(arguments.docker, arguments.package, force=True)
    return 0


def do_up(arguments):
    """The verb `up`."""
    return fleet.up(topology.layout(arguments.light, arguments.systemd, arguments.docker, arguments.extra))


def do_env(arguments):
    """The verb `env`."""
    values = files.environment()
    if arguments.name:
        if arguments.name not in values:
            raise LabError(f"lab: there is no {arguments.name!r}; `lab env` lists them", settings.EXIT_USAGE)
        print(values[arguments.name])
        return 0
    for name, value in values.items():
        print(f"export {name}={shlex.quote(value)}")
    return 0


def do_print(path):
    """A verb that prints one of the generated files."""
    def run(_):
        State.load().machine("bastion")
        with open(path(), encoding="utf-8") as file:
            sys.stdout.write(file.read())
        return 0
    return run


def add_running(verbs):
    """The verbs that make, start and stop."""
    verb = verbs.add_parser("build", help="make the Debian root and the package repository, once")
    verb.add_argument("--force", action="store_true", help="make them anew")
    verb.set_defaults(run=do_build)
    verb = verbs.add_parser("repo", help="fetch more packages for the machines")
    verb.add_argument("--docker", action="store_true", help="Docker Engine, compose and a registry too")
    verb.add_argument("package", nargs="*")
    verb.set_defaults(run=do_repository)
    verb = verbs.add_parser("up", help="bring the network up; machines that run are kept")
    verb.add_argument("--light", type=count(topology.BULK_LIMIT), default=0, metavar="N", help="bulk machines n0001...")
    verb.add_argument("--extra", type=count(topology.EXTRA_LIMIT), default=0, metavar="N",
                      help="systemd machines s01...")
    verb.add_argument("--systemd", type=names, default=topology.NAMES, metavar="LIST",
                      help="which of the six boot systemd: all (default), none, or names with commas")
    verb.add_argument("--docker", type=names, default=(), metavar="LIST", help="machines that can run Docker Engine")
    verb.set_defaults(run=do_up)
    verbs.add_parser("down", help="take it down; nothing stays but the cache").set_defaults(run=lambda _: fleet.down())
    verbs.add_parser("status", help="what is up").set_defaults(run=lambda _: fleet.status())


def add_using(verbs):
    """The verbs that use what is up."""
    verb = verbs.add_parser("exec", help="run a program in a machine; `control`: here, on the lab's network")
    verb.add_argument("machine")
    verb.add_argument("command", nargs=argparse.REMAINDER)
    verb.set_defaults(run=lambda arguments: inside.execute(arguments.machine, arguments.command or ["true"]))
    verb = verbs.add_parser("shell", help="an interactive shell in a machine")
    verb.add_argument("machine")
    verb.set_defaults(run=lambda arguments: inside.shell(arguments.machine))
    verb = verbs.add_parser("ssh", help="ssh from the control machine, through the bastion")
    verb.add_argument("machine")
    verb.add_argument("command", nargs=argparse.REMAINDER)
    verb.set_defaults(run=lambda arguments: inside.ssh(arguments.machine, arguments.command))
    verb = verbs.add_parser("logins", help="the logins that a machine's sshd has accepted")
    verb.add_argument("machine")
    verb.add_argument("--since", default="", help="as journalctl reads it; systemd machines only")
    verb.set_defaults(run=lambda arguments: inside.logins(arguments.machine, arguments.since))
    verb = verbs.add_parser("images", help="make the stack's container images, and a registry, on a --docker machine")
    verb.add_argument("machine")
    verb.set_defaults(run=lambda arguments: images.build(arguments.machine))
    verb = verbs.add_parser("env", help="print paths and names for tests, as shell exports")
    verb.add_argument("name", nargs="?", help="print only this one's value")
    verb.set_defaults(run=do_env)
    for name, key, text in (("ssh-config", "FLEET_LAB_SSH_CONFIG", "print the SSH config of the control machine"),
                            ("inventory", "FLEET_LAB_INVENTORY", "print an inventory of everything that is up")):
        verbs.add_parser(name, help=text).set_defaults(run=do_print(lambda key=key: files.environment()[key]))


def add_faults(verbs):
    """The verbs that break things."""
    def add(name, run, text, *positional):
        verb = verbs.add_parser(name, help=text)
        for word in ("machine",) + positional:
            verb.add_argument(word)
        verb.set_defaults(run=run)
        return verb
    add("crash", lambda a: fleet.crash(a.machine), "kill a machine at once; its disk stays")
    add("start", lambda a: fleet.start(a.machine), "boot a machine that is down")
    add("freeze", lambda a: faults.freeze(a.machine), "stop every process of a machine")
    add("thaw", lambda a: faults.thaw(a.machine), "let a frozen machine go on")
    verb = add("link", lambda a: faults.link(a.machine, a.leg, a.position), "pull or plug a machine's cable")
    verb.add_argument("position", choices=["up", "down"])
    slow = add("add-netem", lambda a: cable.slow_down(a.machine, a.leg, a.delay, a.jitter, a.loss),
               "make a cable slow or lossy")
    for option, text in (("--delay", "ms a round trip"), ("--jitter", "ms"), ("--loss", "per cent each way")):
        slow.add_argument(option, type=float, default=0, help=text)
    fast = add("del-netem", lambda a: cable.speed_up(a.machine, a.leg), "make it a good cable again")
    for one in (verb, slow, fast):
        one.add_argument("--leg", default="private", choices=["public", "private"])
    verb = add("sshd", lambda a: faults.sshd(a.machine, a.action), "kill or start sshd, or drop its sessions")
    verb.add_argument("action", choices=["kill", "start", "drop"])
    add("sshd-set", lambda a: faults.set_sshd(a.machine, a.key, a.value),
        "set a key of sshd_config; `default` undoes it", "key", "value")
    add("fill", lambda a: faults.fill(a.machine, a.path, a.size), "a full file system of SIZE at PATH", "path", "size")


def add_internal(verbs):
    """The processes that the lab starts itself."""
    verb = verbs.add_parser("_supervise")
    verb.add_argument("machine")
    verb.set_defaults(run=lambda arguments: booted.supervise(arguments.machine))
    verb = verbs.add_parser("_cable")
    verb.add_argument("port")
    for name in ("delay", "jitter", "loss"):
        verb.add_argument(name, type=float)
    verb.set_defaults(run=lambda a: cable.carry(a.port, a.delay, a.jitter, a.loss))


def main(words):
    """Runs one verb and gives the exit code: 0, 1 failed, 2 wrong use, 3 down, 77 not permitted here."""
    parser = argparse.ArgumentParser(prog="lab", description="A throw-away fleet of Debian machines in namespaces.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for add in (add_running, add_using, add_faults, add_internal):
        add(verbs)
    arguments = parser.parse_args(words)
    try:
        return arguments.run(arguments) or 0
    except LabError as error:
        print(error, file=sys.stderr)
        return error.code
    except KeyboardInterrupt:
        return 130
