"""The Debian root that all machines share: made once, kept in the cache as one compressed image."""
import glob
import hashlib
import os
import shutil
import time

from . import settings
from .system import LabError, is_mounted, mount, read, run, unmount, write

# python3 and python3-apt are here for ansible-core, which the lab is compared with; fleet itself needs neither.
PACKAGES = (
    "systemd systemd-sysv dbus libpam-systemd openssh-server sudo python3 python3-apt cron iproute2 iputils-ping "
    "procps ca-certificates curl git acl nftables logrotate tzdata netcat-openbsd gnupg less tini unzip xz-utils "
    "bzip2 zstd"
).split()

LEFT_OUT_OF_IMAGE = ("etc/ssh/ssh_host_*", "var/cache/apt/archives/*.deb", "var/cache/apt/*.bin",
                     "var/lib/apt/lists/*_*", "var/lib/dbus/machine-id", "var/log/*.log", "var/log/apt/*")
MASKED_UNITS = ("systemd-networkd-wait-online.service", "apt-daily.timer", "apt-daily-upgrade.timer",
                "dpkg-db-backup.timer", "e2scrub_all.timer", "fstrim.timer", "e2scrub_reap.service",
                "console-getty.service", "getty@tty1.service")
BUILDING_SIZE = "size=3g,mode=755"


def mirror():
    """The Debian mirror that this machine itself uses."""
    if os.environ.get("FLEET_LAB_MIRROR"):
        return os.environ["FLEET_LAB_MIRROR"]
    files = sorted(glob.glob("/etc/apt/sources.list.d/*")) + ["/etc/apt/sources.list"]
    for line in "\n".join(read(name) or "" for name in files).splitlines():
        words = line.split()
        if line.startswith("URIs:") and len(words) > 1 and words[1].rstrip("/").endswith("/debian"):
            return words[1]
        if words[:1] == ["deb"]:
            for word in words:
                if "://" in word and word.rstrip("/").endswith("/debian"):
                    return word
    return "http://deb.debian.org/debian"


def recipe():
    """A digest of everything the image is made from: another recipe makes another image, beside the first."""
    with open(os.path.realpath(__file__), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()[:12]


def path():
    """The image in the cache."""
    return os.path.join(settings.CACHE, f"root-{recipe()}.squashfs")


def is_built():
    """Whether the cache holds an image of the present recipe; the list of its packages is written last but one."""
    return os.path.exists(path()) and os.path.exists(path() + ".status")


def build(force=False):
    """Makes the image when it is missing; about one minute on two idle cores, most of it debootstrap."""
    if is_built() and not force:
        return
    began = time.monotonic()
    print("lab: making the Debian root, once (one to five minutes)", flush=True)
    os.makedirs(settings.DOWNLOADS, exist_ok=True)
    tree = f"{settings.ROOT_TREE}-{settings.PREFIX}"
    clear_tree(tree)
    # In memory when there is room: dpkg waits for the disk after every file otherwise.
    if available_kilobytes() > 4_000_000:
        mount("fleet-lab-root", tree, "tmpfs", 0, BUILDING_SIZE)
    try:
        run("debootstrap", "--variant=minbase", "--cache-dir=" + settings.DOWNLOADS, "--include=" + ",".join(PACKAGES),
            settings.SUITE, tree, mirror())
        clear_mounts_below(tree)
        customise(tree)
        run("mksquashfs", tree, path() + ".new", "-comp", "zstd", "-Xcompression-level", "3", "-noappend",
            "-quiet", "-no-progress")
        shutil.copy(tree + "/var/lib/dpkg/status", path() + ".status")
        os.replace(path() + ".new", path())
    finally:
        clear_tree(tree)
        if os.path.isdir(tree):
            os.rmdir(tree)
    print(f"lab: made the Debian root in {time.monotonic() - began:.0f} s", flush=True)


def available_kilobytes():
    """Memory that can be had without swapping."""
    for line in (read("/proc/meminfo") or "").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1])
    return 0


def clear_mounts_below(tree):
    """Unmounts what debootstrap, or a build that was cut short, left mounted inside the tree."""
    text = read("/proc/self/mountinfo") or ""
    below = [line.split()[4] for line in text.splitlines() if line.split()[4].startswith(tree + "/")]
    for target in sorted(below, reverse=True):
        unmount(target, 2)


def clear_tree(tree):
    """An empty folder, whatever was there before."""
    clear_mounts_below(tree)
    while is_mounted(tree):
        unmount(tree, 2)
    shutil.rmtree(tree, ignore_errors=True)
    os.makedirs(tree, exist_ok=True)


def customise(tree):
    """What all machines share: users, package source, units. Keys and ids are made for each machine, never here."""
    for pattern in LEFT_OUT_OF_IMAGE:
        for name in glob.glob(os.path.join(tree, pattern)):
            os.unlink(name)
    # Package lists that are missing must not look new, or `apt` with cache_valid_time does not fetch them.
    os.utime(tree + "/var/lib/apt/lists", (0, 0))
    write(tree + "/etc/machine-id", "")
    source = f"deb [trusted=yes] file://{settings.REPOSITORY_IN_MACHINE} ./\n"
    write(tree + "/etc/apt/sources.list", source)
    write(tree + "/etc/apt/apt.conf.d/90lab",
          'Acquire::Languages "none";\nAPT::Install-Recommends "false";\nAPT::Sandbox::User "root";\n')
    # The disks live in memory: there is nothing to flush, and dpkg is three times as fast.
    write(tree + "/etc/dpkg/dpkg.cfg.d/90lab", "force-unsafe-io\n")
    add_user(tree, settings.USER, f"{settings.USER} ALL=(ALL) NOPASSWD:ALL\n")
    add_user(tree, settings.PASSWORD_USER, f"{settings.PASSWORD_USER} ALL=(ALL) ALL\n")
    run("chroot", tree, "chpasswd", text=f"{settings.PASSWORD_USER}:{settings.PASSWORD}\n")
    run("chroot", tree, "systemctl", "enable", "ssh", "cron")
    run("chroot", tree, "systemctl", "disable", "nftables", may_fail=True)
    run("chroot", tree, "systemctl", "mask", *MASKED_UNITS)
    run("chroot", tree, "systemctl", "set-default", "multi-user.target")
    for folder in (settings.REPOSITORY_IN_MACHINE, "/var/lib/docker", "/var/log/journal"):
        os.makedirs(tree + folder, exist_ok=True)


def add_user(tree, name, sudo_rule):
    """A user with a home, a shell and a sudo rule."""
    run("chroot", tree, "useradd", "-m", "-s", "/bin/bash", name)
    write(tree + f"/etc/sudoers.d/90-{name}", sudo_rule, 0o440)


def account_ids(tree, name):
    """The uid and gid of a user of the image."""
    for line in (read(tree + "/etc/passwd") or "").splitlines():
        fields = line.split(":")
        if fields[0] == name:
            return int(fields[2]), int(fields[3])
    raise LabError(f"lab: the Debian root has no user {name!r}; make it anew with `lab build --force`")
