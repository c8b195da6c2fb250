"""Ways to log in: codes, certificates, agents, passphrases, passwords."""
import os
import subprocess

from .network import JUMP
from .registry import expect, test


def new_key(fleet, name, passphrase=""):
    """A fresh key; gives its path."""
    path = os.path.join(fleet.folder, name)
    if not os.path.exists(path):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", path], check=True)
    return path


def public(path):
    """The public half of a key."""
    with open(path + ".pub", encoding="utf-8") as file:
        return file.read().strip()


def only(lab, fleet, key):
    """Variables with which a machine is offered one key alone, and the bastion the lab's."""
    path = os.path.join(fleet.folder, "only.conf")
    own = os.path.join(lab.state, "client", "id_ed25519")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"Host 10.0.1.20\n  IdentityFile {own}\n")
    return {"ansible_ssh_private_key_file": key,
            "ansible_ssh_common_args": f"-F {path} {JUMP} -o UserKnownHostsFile={lab.known_hosts()}"}


def trust(lab, machine, path):
    """Lets pwuser in with a key."""
    lab.inside(machine, f"echo '{public(path)}' >> /home/pwuser/.ssh/authorized_keys")


@test
def code_at_the_bastion(lab, fleet):
    """A bastion that wants a code after the key: asked once for all machines behind it."""
    lab.inside("bastion", "echo deploy:code-4711 | chpasswd")
    lab.verb("sshd-set", "bastion", "KbdInteractiveAuthentication", "yes")
    lab.verb("sshd-set", "bastion", "AuthenticationMethods", "publickey,keyboard-interactive")
    try:
        names = ("n0001", "n0002", "n0003")
        run = fleet.start_on_terminal("run", "Tests/Lab/tests/playbooks/one.yml", "-i", fleet.machines(*names))
        run.wait_for("Password:", 20)
        run.type("code-4711")
        run.wait(40).expect_success(names)
        expect(run.output.count("Password:") == 1, "it was asked more than once", run)
        expect("code-4711" not in run.output, "the code was shown", run)
        # Nobody is there to type it.
        run = fleet.play("one.yml", fleet.machines("n0001")).expect_code(4)
        run.expect_text("Permission denied")
    finally:
        lab.verb("sshd-set", "bastion", "AuthenticationMethods", "default")
        lab.verb("sshd-set", "bastion", "KbdInteractiveAuthentication", "default")


@test
def user_certificate(lab, fleet):
    """A certificate beside the key, one named by CertificateFile, and one that has expired."""
    authority, key = new_key(fleet, "authority"), new_key(fleet, "certified")
    lab.inside("n0013", f"echo '{public(authority)}' > /etc/ssh/authority.pub")
    lab.verb("sshd-set", "n0013", "TrustedUserCAKeys", "/etc/ssh/authority.pub")

    def sign(validity):
        subprocess.run(["ssh-keygen", "-q", "-s", authority, "-I", "test", "-n", "deploy", "-V", validity,
                        key + ".pub"], check=True)
    try:
        own = only(lab, fleet, key)
        sign("-1h:+1h")
        inventory = fleet.machines("n0013", **own)
        fleet.play("one.yml", inventory).expect_success(("n0013",))
        elsewhere = os.path.join(fleet.folder, "elsewhere.pub")
        os.rename(key + "-cert.pub", elsewhere)
        run = fleet.play("one.yml", inventory).expect_code(4)
        run.expect_text("Permission denied")
        options = f"{own['ansible_ssh_common_args']} -o CertificateFile={elsewhere}"
        named = fleet.machines("n0013", **{**own, "ansible_ssh_common_args": options})
        fleet.play("one.yml", named).expect_success(("n0013",))
        sign("-2h:-1h")
        inventory = fleet.machines("n0013", **own)
        fleet.play("one.yml", inventory).expect_code(4).expect_text("Permission denied")
    finally:
        lab.verb("sshd-set", "n0013", "TrustedUserCAKeys", "default")


@test
def agent_gone(lab, fleet):
    """An ssh-agent whose socket is dead: other keys are tried, and without one the message says what is missing."""
    gone = {"SSH_AUTH_SOCK": os.path.join(fleet.folder, "no-such-agent")}
    words = ("run", "Tests/Lab/tests/playbooks/one.yml", "-i")
    fleet.call(*words, fleet.machines("n0001"), environment=gone).expect_success(("n0001",))
    other = fleet.machines("n0001", **only(lab, fleet, new_key(fleet, "stranger")))
    run = fleet.call(*words, other, environment=gone).expect_code(4)
    run.expect_text("ssh-agent does not answer")


@test
def encrypted_key(lab, fleet):
    """A key with a passphrase: asked for once; where nobody can type it, the message says so."""
    key = new_key(fleet, "encrypted", "open sesame")
    names = ("n0014", "n0015", "n0016")
    for name in names:
        trust(lab, name, key)
    inventory = fleet.machines(*names, **only(lab, fleet, key), ansible_user="pwuser")
    run = fleet.start_on_terminal("run", "Tests/Lab/tests/playbooks/one.yml", "-i", inventory)
    run.wait_for("Enter passphrase", 20)
    run.type("open sesame")
    run.wait(40).expect_success(names)
    expect(run.output.count("Enter passphrase") == 1, "it was asked more than once", run)
    run = fleet.play("one.yml", inventory).expect_code(4)
    run.expect_text("is encrypted and its passphrase was not given")


@test(is_long=True)
def refused_password(lab, fleet):
    """A wrong password is not tried on every machine: three refusals are enough."""
    names = [f"n{number:04}" for number in range(20, 28)]
    for name in names:
        lab.verb("sshd-set", name, "PasswordAuthentication", "yes")
    try:
        right = dict(only(lab, fleet, "/dev/null"), ansible_user="pwuser")
        fleet.play("one.yml", fleet.machines(*names, **right, ansible_password="fleetlab")).expect_success(names)
        wrong = fleet.machines(*names, **right, ansible_password="wrong-one-4711")
        run = fleet.play("one.yml", wrong, "-f", "1").expect_code(4)
        tried = sum("Failed password" in lab.inside(name, "cat /var/log/sshd.log /var/log/auth.log 2>/dev/null",
                                                    may_fail=True) for name in names)
        expect(0 < tried <= 5, f"{tried} machines were asked", run)
        run.expect_text("is not tried again")
        expect("wrong-one-4711" not in run.output, "the password was printed", run)
    finally:
        for name in names:
            lab.verb("sshd-set", name, "PasswordAuthentication", "default")


@test
def typed_password(lab, fleet):
    """`-k` asks once for all machines; a file and a variable give it too, and none of them shows it."""
    names = ("n0028", "n0029")
    for name in names:
        lab.verb("sshd-set", name, "PasswordAuthentication", "yes")
    path = os.path.join(fleet.folder, "password")
    with open(path, "w", encoding="utf-8") as file:
        file.write("fleetlab\n")
    try:
        inventory = fleet.machines(*names, **dict(only(lab, fleet, "/dev/null"), ansible_user="pwuser"))
        words = ("run", "Tests/Lab/tests/playbooks/one.yml", "-i", inventory)
        run = fleet.start_on_terminal(*words, "-k")
        run.wait_for("SSH password:", 20)
        run.type("fleetlab")
        run.wait(40).expect_success(names)
        expect(run.output.count("SSH password:") == 1, "it was asked more than once", run)
        for more in (("--connection-password-file", path), ("-e", "ansible_password=fleetlab")):
            other = fleet.call(*words, *more).expect_success(names)
            expect("fleetlab" not in other.output, "the password was shown", other)
        expect("fleetlab" not in run.output, "the password was shown", run)
    finally:
        for name in names:
            lab.verb("sshd-set", name, "PasswordAuthentication", "default")


@test
def expired_password(lab, fleet):
    """An account whose password has to be changed: the machine's words are shown, and nobody waits for an answer."""
    lab.inside("n0066", "useradd -m -s /bin/bash old; echo old:fleetlab | chpasswd; mkdir -p ~old/.ssh;"
               " cp ~deploy/.ssh/authorized_keys ~old/.ssh/; chown -R old: ~old/.ssh; chage -d 0 old")
    run = fleet.play("one.yml", fleet.machines("n0066", ansible_user="old")).expect_code(4)
    expect("xpired" in run.output or "required to change your password" in run.output, "the reason is not named", run)


@test
def too_many_keys(lab, fleet):
    """An agent with more keys than an sshd allows tries: said as such, and not tried again."""
    socket = os.path.join(fleet.folder, "agent-socket")
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", socket], stdout=subprocess.DEVNULL)
    here = {"SSH_AUTH_SOCK": socket}
    try:
        lab.wait_until(lambda: os.path.exists(socket), 10, "ssh-agent is there")
        right = new_key(fleet, "right")
        trust(lab, "n0066", right)
        for key in [new_key(fleet, f"other{number}") for number in range(8)] + [right]:
            subprocess.run(["ssh-add", "-q", key], check=True, env=dict(os.environ, **here))
        os.rename(right, right + ".away")
        words = ("run", "Tests/Lab/tests/playbooks/one.yml", "-i")
        own = only(lab, fleet, right)
        many = dict(own, ansible_user="pwuser", ansible_ssh_private_key_file="/no/such/key")
        run = fleet.call(*words, fleet.machines("n0066", **many), environment=here).expect_code(4)
        run.expect_text("Too many authentication failures")
        expect("name the right one" in run.output, "what helps is not said", run)
        tries = lab.inside("n0066", "grep -c 'maximum authentication attempts exceeded' /var/log/sshd.log").strip()
        expect(tries == "1", f"it was tried {tries} times", run)
        os.rename(right + ".away", right)
        one = dict(own, ansible_user="pwuser")
        fleet.call(*words, fleet.machines("n0066", **one), environment=here).expect_success(("n0066",))
    finally:
        agent.terminate()
        agent.wait(10)
