"""The package repository that the machines install from: a folder of Debian packages, as they have no way out."""
import hashlib
import os
import shutil
import time

from . import image, settings
from .system import read, run, write

# What the product's roles install on the machines (see roles/), and a few for tests.
PACKAGES = ("fail2ban", "python3-systemd", "unattended-upgrades", "nginx-light", "postgresql", "redis-server",
            "python3-psycopg2", "jq", "rsync", "tree", "htop", "opendoas", "fish", "tcsh", "busybox-static")
DOCKER_PACKAGES = ("docker.io", "docker-registry")
# The next release's compose is version 2, and needs nothing that this release lacks.
DOCKER_PACKAGES_OF_NEXT = ("docker-compose",)
SAMPLE_VERSIONS = ("1.0", "1.1")


def path():
    """The repository for the present image and the present lists of packages."""
    with open(os.path.realpath(__file__), "rb") as file:
        digest = hashlib.sha256(file.read() + image.recipe().encode()).hexdigest()[:12]
    return os.path.join(settings.CACHE, "repository-" + digest)


def build(docker=False, extra=(), force=False):
    """Fills the repository with whatever the Debian root lacks; a no-op when it is complete."""
    known = read(path() + ".complete")
    # A repository with Docker is good for those who do not need it.
    if not force and not extra and known is not None and (known == "docker" or not docker):
        return
    began = time.monotonic()
    print("lab: fetching packages for the machines, once", flush=True)
    docker = docker or known == "docker"
    os.makedirs(path(), exist_ok=True)
    fetch(settings.SUITE, list(PACKAGES) + list(extra) + (list(DOCKER_PACKAGES) if docker else []))
    if docker:
        fetch(settings.NEXT_SUITE, list(DOCKER_PACKAGES_OF_NEXT), with_dependencies=False)
    make_samples()
    index()
    write(path() + ".complete", "docker" if docker else "")
    print(f"lab: fetched packages in {time.monotonic() - began:.0f} s", flush=True)


def fetch(suite, packages, with_dependencies=True):
    """Downloads packages, and what they need beyond the Debian root, with package lists of our own."""
    work = os.path.join(settings.DOWNLOADS, "apt-" + suite)
    os.makedirs(work + "/lists/partial", exist_ok=True)
    os.makedirs(path() + "/partial", exist_ok=True)
    shutil.copy(image.path() + ".status", work + "/status")
    write(work + "/sources.list", f"deb {image.mirror()} {suite} main\n")
    options = {
        "Dir::State": work, "Dir::State::lists": work + "/lists", "Dir::State::status": work + "/status",
        "Dir::Cache": work, "Dir::Cache::archives": path() + "/",
        "Dir::Etc::sourcelist": work + "/sources.list", "Dir::Etc::sourceparts": "/dev/null",
        "APT::Install-Recommends": "false", "APT::Keep-Downloaded-Packages": "true",
        "APT::Sandbox::User": "root", "Debug::NoLocking": "1", "Acquire::Languages": "none",
        "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false",
        "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled": "false",
    }
    settings_words = [word for key, value in options.items() for word in ("-o", f"{key}={value}")]
    run("apt-get", *settings_words, "-q", "update")
    if with_dependencies:
        run("apt-get", *settings_words, "-q", "-y", "--download-only", "install", *packages)
    else:
        run("apt-get", *settings_words, "-q", "download", *packages, cwd=path())
    shutil.rmtree(path() + "/partial", ignore_errors=True)


def make_samples():
    """A package of our own in two versions: upgrades and pinned versions can be tried without any other."""
    work = os.path.join(settings.DOWNLOADS, "sample")
    for version in SAMPLE_VERSIONS:
        shutil.rmtree(work, ignore_errors=True)
        write(work + "/DEBIAN/control", f"Package: labpkg\nVersion: {version}\nArchitecture: all\n"
              "Maintainer: fleet lab <lab@localhost>\nDescription: a package to try upgrades with\n")
        write(work + "/usr/share/labpkg/version", version + "\n")
        run("dpkg-deb", "--root-owner-group", "-Znone", "-b", work, f"{path()}/labpkg_{version}_all.deb")
    shutil.rmtree(work, ignore_errors=True)


def index():
    """The files that make a folder of packages a repository."""
    script = ("set -e; apt-ftparchive packages . > Packages.new; mv Packages.new Packages; gzip -kf Packages; "
              "rm -f Release; apt-ftparchive release . > ../Release.new; mv ../Release.new Release")
    run("sh", "-c", script, cwd=path())
