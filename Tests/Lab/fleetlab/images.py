"""Container images for the stack, made on a machine with Docker Engine from Debian packages, in a registry of the lab.

There is no way out to a public registry: the lab's own Debian root is imported, the images are made on it with packages
of the lab's repository, and the registry of Debian's `docker-registry` serves them to the other machines.
"""
import shlex
import subprocess

from . import settings
from .fleet import require_first_process
from .inside import machine_command, machine_environment
from .state import State
from .system import LabError

PORT = 5000
REGISTRY_SETTINGS = f"""version: 0.1
storage:
  filesystem:
    rootdirectory: /var/lib/docker/registry
http:
  addr: ":{PORT}"
"""

POSTGRES_START = r"""#!/bin/sh
# Makes the database on the first start, then serves it.
set -e
bin=/usr/lib/postgresql/15/bin
data=/var/lib/postgresql/data
chown -R postgres:postgres /var/lib/postgresql
if [ ! -s $data/PG_VERSION ]; then
  printf '%s\n' "$POSTGRES_PASSWORD" > /tmp/password
  chown postgres /tmp/password
  runuser -u postgres -- $bin/initdb -D $data -U postgres --auth-host=scram-sha-256 --auth-local=trust >/dev/null
  echo 'host all all all scram-sha-256' >> $data/pg_hba.conf
  runuser -u postgres -- $bin/pg_ctl -D $data -w -o '-c listen_addresses=' start >/dev/null
  runuser -u postgres -- psql -q -v ON_ERROR_STOP=1 -v role="$POSTGRES_USER" -v base="$POSTGRES_DB" \
    -v password="$(cat /tmp/password)" <<'SQL'
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE DATABASE :"base" OWNER :"role";
SQL
  runuser -u postgres -- $bin/pg_ctl -D $data -w stop >/dev/null
  rm -f /tmp/password
fi
exec runuser -u postgres -- $bin/postgres -D $data -c listen_addresses='*'
"""

BASE = "fleet/base:12"
LEFT_OUT_OF_BASE = ("./boot", "./usr/share/doc", "./usr/share/man", "./usr/share/locale", "./usr/lib/git-core",
                    "./usr/lib/udev", "./var/cache", "./proc", "./sys", "./dev", "./run", "./srv/apt")

# Image, packages, what is changed after their installation, what is changed in the image's settings.
IMAGES = (
    ("nginx:1", "nginx-light", "rm -f /etc/nginx/sites-enabled/default",
     ('CMD ["nginx", "-g", "daemon off;"]', "EXPOSE 80")),
    ("tux-api:1", "python3 python3-psycopg2", "true", ('CMD ["python3"]', "EXPOSE 8080")),
    ("redis:7", "redis-server", "true", ('CMD ["redis-server"]', "EXPOSE 6379")),
    ("postgres:15", "postgresql", "chmod 0755 /usr/local/bin/start",
     ('CMD ["/usr/local/bin/start"]', "EXPOSE 5432")),
)
INSTALL = """export DEBIAN_FRONTEND=noninteractive
printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d; chmod 0755 /usr/sbin/policy-rc.d
mkdir -p /etc/postgresql-common; echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
cat > /usr/local/bin/start
mkdir -p /run /tmp /var/cache/apt/archives/partial; chmod 1777 /tmp
apt-get -qq update
apt-get -qq -y install {packages}
rm -rf /var/lib/apt/lists/* /var/cache/apt/*
{finish}
"""


def build(name):
    """Makes the images on a machine, and a registry there; other machines pull from its port 5000."""
    machine = State.load().machine(name)
    require_first_process(machine)
    if not machine.docker:
        raise LabError(f"lab: {name} cannot run Docker Engine; use `lab up --docker {name}`", settings.EXIT_USAGE)
    install_engine(machine)
    make_base(machine)
    for image, packages, finish, changes in IMAGES:
        make_image(machine, image, INSTALL.format(packages=packages, finish=finish), changes)
    print(f"lab: images are at {machine.address}:{PORT}: {' '.join(row[0] for row in IMAGES)}")
    return 0


def call(machine, script, text=None):
    """Runs a shell script in the machine; a failure stops the lab."""
    result = subprocess.run(machine_command(machine, ["sh", "-ec", script]), input=text, text=True, check=False,
                            env=machine_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if result.returncode:
        raise LabError(f"lab: on {machine.name}: {script[:300]}\n{result.stdout[-4000:]}")
    return result.stdout


def install_engine(machine):
    """The engine and the registry, from the lab's package repository."""
    call(machine, "mkdir -p /etc/docker/registry; cat > /etc/docker/registry/config.yml", REGISTRY_SETTINGS)
    call(machine, "export DEBIAN_FRONTEND=noninteractive; apt-get -qq update; "
         "apt-get -qq -y -o Dpkg::Options::=--force-confold install docker.io docker-compose docker-registry")
    # As root, so that the registry may keep its data on the real disk that the engine has.
    unit = "/etc/systemd/system/docker-registry.service.d"
    call(machine, f"mkdir -p {unit}; printf '[Service]\\nUser=root\\n' > {unit}/lab.conf; systemctl daemon-reload; "
         "systemctl start docker; systemctl restart docker-registry")


def make_base(machine):
    """The lab's Debian root without what no container needs, as an image."""
    if call(machine, f"docker image ls -q {BASE}").strip():
        return
    words = ["tar", "-C", settings.ROOT, "-c"] + ["--exclude=" + path for path in LEFT_OUT_OF_BASE] + ["."]
    command = machine_command(machine, ["docker", "import", "-", BASE])
    with subprocess.Popen(words, stdout=subprocess.PIPE) as source:
        result = subprocess.run(command, stdin=source.stdout, env=machine_environment(), check=False,
                                stdout=subprocess.DEVNULL)
    if result.returncode or source.returncode:
        raise LabError(f"lab: on {machine.name}: the base image could not be imported")


def make_image(machine, image, script, changes):
    """Installs packages in a container, keeps it as an image and pushes that to the registry."""
    target = f"localhost:{PORT}/{image}"
    if not call(machine, f"docker image ls -q {target}").strip():
        call(machine, "if docker container inspect making >/dev/null 2>&1; then docker rm -f making; fi")
        call(machine, f"docker run -i --name making --network none -v /srv/apt:/srv/apt:ro {BASE} sh -ec "
             + shlex.quote(script), POSTGRES_START)
        settings_of_image = " ".join("--change " + shlex.quote(change) for change in changes)
        call(machine, f"docker commit {settings_of_image} making {target}; docker rm -f making")
    call(machine, f"docker push -q {target}")
