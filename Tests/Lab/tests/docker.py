"""The stack in containers, with images from a registry inside the lab."""
import json

from .network import STACK
from .registry import test

VALUES = {"tux_registry": "10.0.2.10:5000", "docker_insecure_registries": ["10.0.2.10:5000"],
          "hardening_private_ports_extra": [5000], "tux_runtime": "docker"}


@test(needs="FLEET_LAB_DOCKER")
def site_in_containers(lab, fleet):
    """The same playbooks with a real Docker Engine; a second run changes nothing."""
    lab.verb("images", "web1", timeout=300)
    words = ("run", "site.yml", "-i", "prod", "-e", json.dumps(VALUES))
    fleet.call(*words, timeout=600).expect_success(STACK)
    fleet.call(*words, timeout=300).expect_success(STACK).expect_unchanged()
