"""The product's own playbooks on its own six machines."""
import json
import subprocess

from .network import STACK
from .registry import expect, test

SITE = ("run", "site.yml", "-i", "prod", "-e", "tux_runtime=systemd")
ASK = ("import sys, urllib.request as r\n"
       "sys.stdout.write(r.urlopen(sys.argv[1], timeout=10).read().decode())")
DRIFTED = "/etc/fail2ban/jail.local"


def one_login(lab, play):
    """Runs something that must enter through the bastion exactly once."""
    before = lab.logins("bastion")
    run = play()
    count = lab.logins("bastion") - before
    expect(run.code != 0 or count == 1, f"the bastion has seen {count} logins instead of one", run)
    return run


@test(chain="site", is_long=True)
def site_first_run(lab, fleet):
    """Bare machines become the whole stack, through one login at the bastion."""
    run = one_login(lab, lambda: fleet.call(*SITE, timeout=240))
    run.expect_success(STACK)
    for host in STACK:
        expect(run.recap[host]["changed"] > 0, f"nothing has changed on {host}", run)


@test(chain="site")
def site_second_run(lab, fleet):
    """The same again changes nothing."""
    one_login(lab, lambda: fleet.call(*SITE, timeout=120)).expect_success(STACK).expect_unchanged()


@test(chain="site")
def site_services(lab, fleet):
    """The load balancer answers, and behind it both web machines, the database and the cache."""
    answers = set()
    for _ in range(6):
        process = subprocess.run(
            [*lab.command("exec", "control"), "python3", "-c", ASK, "http://10.0.1.10/health"],
            env={**fleet.environment, **lab.environment}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=30, check=False)
        expect(process.returncode == 0, f"the load balancer does not answer: {process.stdout}")
        answers.add(json.dumps(json.loads(process.stdout), sort_keys=True))
    text = " ".join(answers)
    for word in ("web1", "web2"):
        expect(word in text, f"{word} has not answered through the load balancer: {text}")
    for host, unit in (("lb", "nginx"), ("web1", "tux-api"), ("web2", "tux-api"), ("db", "postgresql"),
                       ("redis", "redis-server"), ("bastion", "fail2ban")):
        state = lab.inside(host, f"systemctl is-active {unit}; systemctl is-enabled {unit}").split()
        expect(state == ["active", "enabled"], f"{unit} on {host} is {state}")


@test(chain="site")
def site_check_finds_nothing(lab, fleet):
    """A check of machines that are as they should be: nothing to change, exit code 0."""
    run = one_login(lab, lambda: fleet.call(*SITE, "--check", "--detailed-exitcode", timeout=120))
    run.expect_success(STACK).expect_unchanged()


@test(chain="site")
def site_check_finds_drift(lab, fleet):
    """A file that somebody has edited: exit code 2, shown as a diff, not touched; the next run mends it."""
    lab.inside("web1", f"echo '# by hand' >> {DRIFTED}")
    drift = (*SITE, "-l", "web1")
    run = fleet.call(*drift, "--check", "--diff", "--detailed-exitcode", timeout=90).expect_code(2)
    run.expect_text(DRIFTED, "-# by hand")
    expect(run.total("changed", "web1") >= 1, "the drift was not found", run)
    expect("# by hand" in lab.inside("web1", f"cat {DRIFTED}"), "a check has changed the machine", run)
    run = fleet.call(*drift, timeout=90).expect_success(("web1",))
    expect(run.total("changed") >= 1, "nothing was mended", run)
    expect("# by hand" not in lab.inside("web1", f"cat {DRIFTED}"), "the drift is still there", run)
    fleet.call(*drift, "--check", "--detailed-exitcode", timeout=90).expect_code(0)
