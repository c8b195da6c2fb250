"""Where things are and what they are called."""
import hashlib
import os

PROGRAM = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "lab")

CACHE = os.path.realpath(os.environ.get("FLEET_LAB_CACHE", "/var/cache/fleet-lab"))
DEFAULT_STATE = "/run/fleet-lab"
STATE = os.path.realpath(os.environ.get("FLEET_LAB_STATE", DEFAULT_STATE))

# Two labs with different state folders live side by side: everything that is visible outside carries this prefix.
PREFIX = "fleet" if STATE == DEFAULT_STATE else "fleet" + hashlib.sha256(STATE.encode()).hexdigest()[:5]

# In the environment of every long-lived process of a lab, so that leftovers are found without a state file.
MARK_NAME = "FLEET_LAB_MARK"
MARK = f"{MARK_NAME}={STATE}"

# In the cache: made once, kept by `down`.
ROOT_TREE = os.path.join(CACHE, "root")
DOWNLOADS = os.path.join(CACHE, "downloads")
DOCKER_DISKS = os.path.join(CACHE, PREFIX + "-docker")

# In the state folder: gone after `down`.
STATE_FILE = os.path.join(STATE, "lab.json")
LOCK_FILE = STATE + ".lock"
ROOT = os.path.join(STATE, "root")
COMMON = os.path.join(STATE, "common")
DISKS = os.path.join(STATE, "disks")
MOUNT_POINT = os.path.join(STATE, "mount")
BOOTED_MOUNTS = os.path.join(STATE, "booted")
CLIENT = os.path.join(STATE, "client")
HOST_KEYS = os.path.join(STATE, "host-keys")
LOGS = os.path.join(STATE, "log")
SAVED_SYSCTLS = os.path.join(STATE, "sysctls.json")
MADE_FOLDERS = os.path.join(STATE, "made-folders.json")

# Where the machines see the local package repository.
REPOSITORY_IN_MACHINE = "/srv/apt"

# Users of every machine: `deploy` may use sudo without a password, `pwuser` only with it.
USER = "deploy"
PASSWORD_USER = "pwuser"
PASSWORD = "fleetlab"

SUITE = "bookworm"
NEXT_SUITE = "trixie"

EXIT_USAGE = 2
EXIT_DOWN = 3
EXIT_NOT_PERMITTED = 77

