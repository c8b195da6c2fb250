"""Connections that are a program of the control machine: containers and change roots."""
import os
import shutil
import subprocess

from .registry import expect, test

DAEMON = "tcp://10.0.1.10:2375"
BUSYBOX = "export DEBIAN_FRONTEND=noninteractive; apt-get -q update && apt-get -q -y install busybox-static"
# Nothing but busybox: no bash, no coreutils, no library.
ROOT = """set -e; rm -rf {0}; mkdir -p {0}/bin {0}/etc {0}/root {0}/tmp {0}/home/app {0}/dev {0}/proc
chmod 1777 {0}/tmp; chown 1000:1000 {0}/home/app; mknod -m 666 {0}/dev/null c 1 3
for name in $(busybox --list); do ln -sf busybox {0}/bin/$name; done
rm -f {0}/bin/busybox; cp /bin/busybox {0}/bin/busybox
printf 'root:x:0:0::/root:/bin/sh\\napp:x:1000:1000::/home/app:/bin/sh\\n' > {0}/etc/passwd
printf 'root:x:0:\\napp:x:1000:\\n' > {0}/etc/group"""
ENGINE = f"""set -e; export DEBIAN_FRONTEND=noninteractive; apt-get -q update; apt-get -q -y install docker.io
mkdir -p /etc/systemd/system/docker.service.d
printf '[Service]\\nExecStart=\\nExecStart=/usr/sbin/dockerd -H fd:// -H {DAEMON}\\n' \\
  > /etc/systemd/system/docker.service.d/tcp.conf
systemctl daemon-reload; systemctl restart docker
tar -C /srv/box -c . | docker import - fleet/busybox
docker container ls -aq --filter 'name=^/(box|other)$' | xargs -r docker rm -f
docker run -d --name box --init fleet/busybox sleep 100000
docker run -d --name other --user app fleet/busybox sleep 100000"""


@test
def change_root(lab, fleet):
    """A change root with busybox alone; one that is not there is unreachable."""
    lab.inside("n0065", BUSYBOX)
    lab.inside("n0065", ROOT.format("/srv/box") + "; tar -C /srv/box --exclude=./dev -czf /srv/box.tgz .")
    root = os.path.join(fleet.folder, "box")
    os.makedirs(root + "/dev", exist_ok=True)
    packed = subprocess.run(lab.command("exec", "n0065", "cat", "/srv/box.tgz"), check=True, stdout=subprocess.PIPE,
                            env=dict(os.environ, **lab.environment)).stdout
    subprocess.run(["tar", "-C", root, "-xzf", "-"], input=packed, check=True)
    subprocess.run(["mknod", "-m", "666", root + "/dev/null", "c", "1", "3"], check=True)
    subprocess.run(["mount", "-t", "proc", "proc", root + "/proc"], check=True)
    try:
        inventory = fleet.inventory({
            "box": {"ansible_host": root, "ansible_connection": "community.general.chroot"},
            "none": {"ansible_host": "/no/such/root", "ansible_connection": "chroot"}})
        run = fleet.play("containers.yml", inventory).expect_code(4)
        expect(run.total("unreachable", "none") == 1 and run.total("ok", "box") == 7, "the counts are others", run)
        run.expect_text("cannot change root directory")
        expect(not os.listdir(root + "/root/.cache/fleet/sessions"), "a session's folder was left behind", run)
    finally:
        subprocess.run(["umount", root + "/proc"], check=True)
        shutil.rmtree(root, ignore_errors=True)


@test(needs="FLEET_LAB_DOCKER")
def docker_containers(lab, fleet):
    """A real Docker Engine: other users, folders, environments; one that stops, is killed, is not there."""
    lab.inside("lb", BUSYBOX)
    lab.inside("lb", ROOT.format("/srv/box"))
    lab.verb("exec", "lb", "sh", "-c", ENGINE, timeout=120)
    client = {"ansible_connection": "community.docker.docker", "ansible_docker_extra_args": f"-H {DAEMON}"}
    hosts = {
        "box": dict(client, ansible_docker_extra_env={"HELLO": "good morning"}, hello="good morning"),
        "named": dict(client, ansible_host="other", account="app"),
        "user": dict(client, ansible_host="box", ansible_user="app", account="app"),
        "api": {"ansible_connection": "community.docker.docker_api", "ansible_docker_host": "box",
                "ansible_docker_docker_host": DAEMON, "ansible_docker_working_dir": "/home", "folder": "/home"},
        "missing": dict(client),
    }
    run = fleet.play("containers.yml", fleet.inventory(hosts)).expect_code(4)
    for host in hosts:
        if host != "missing":
            expect(run.total("ok", host) == 7, f"{host} has not done its tasks", run)
    run.expect_text("No such container: missing")
    left = lab.inside("lb", "docker exec box ps; docker exec box ls /root/.cache/fleet/sessions")
    expect("agent" not in left, f"left behind: {left}", run)
    # A container that is killed in the middle of a step: unknown or unreachable, never done twice.
    run = fleet.start("run", "Tests/Lab/tests/playbooks/slow.yml", "-i", fleet.inventory({"box": dict(client)}),
                      "-e", "seconds=30")
    lab.wait_until(lambda: "begun" in lab.inside("lb", "docker exec box cat /tmp/slow.log", may_fail=True), 30, "begins")
    lab.inside("lb", "docker kill box")
    run.wait(60).expect_code(4)
    lab.inside("lb", "docker start box")
    log = lab.inside("lb", "docker exec box cat /tmp/slow.log").split()
    expect(log == ["begun"], f"the step was done again: {log}", run)
