"""The test network as the benchmarks see it: inventories of its bulk machines, their processes and their files."""
import json
import os
import subprocess

from .engines import ROOT

LAB = os.path.join(ROOT, "Tests", "Lab", "lab")


def address(number):
    """The address of a bulk machine, from 1."""
    return f"10.0.{16 + (number + 9) // 256}.{(number + 9) % 256}"


class Network:
    """The machines that are up."""

    def __init__(self):
        with open(os.path.join(os.environ["FLEET_LAB_STATE"], "lab.json"), encoding="utf-8") as file:
            self.machines = {machine["name"]: machine["pid"] for machine in json.load(file)["machines"]}

    def first_processes(self):
        """The first process of every machine, the bastion's among them."""
        return list(self.machines.values())

    def roots(self, hosts):
        """The files of the first so many bulk machines."""
        return [f"/proc/{self.machines[f'n{number:04d}']}/root" for number in range(1, hosts + 1)]

    @property
    def bulk(self):
        """How many bulk machines there are."""
        return sum(name.startswith("n") for name in self.machines)

    def inventory(self, folder, hosts):
        """A folder with inventories of so many hosts, for Ansible's kind and for pyinfra, beside the files to send.
        More hosts than machines share them."""
        path = os.path.join(folder, f"{hosts}")
        if os.path.isdir(path):
            return path
        os.makedirs(path)
        for name in ("big.bin", "tree"):
            os.symlink(os.path.join(folder, name), os.path.join(path, name))
        with open(os.path.join(path, "hosts"), "w", encoding="ascii") as out:
            for number in range(hosts):
                out.write(f"n{number + 1:04d} ansible_host={address(number % self.bulk + 1)}\n")
            out.write("[all:vars]\nansible_user=deploy\nansible_python_interpreter=/usr/bin/python3\n"
                      "ansible_ssh_common_args='-o ProxyJump=deploy@10.0.1.20'\n")
        with open(os.path.join(path, "hosts.py"), "w", encoding="ascii") as out:
            names = ", ".join(f'"n{number + 1:04d}"' for number in range(hosts))
            out.write(f'machines = ([{names}], {{"ssh_user": "deploy"}})\n')
        return path

    def logins_at_bastion(self):
        """How many logins the bastion's sshd has accepted."""
        answer = subprocess.run([LAB, "logins", "bastion"], stdout=subprocess.PIPE, check=False)
        return len(answer.stdout.splitlines())

    def slow_down(self, milliseconds):
        """Delay for a round trip between the bastion and the machines behind it; 0 takes it away."""
        if milliseconds:
            subprocess.run([LAB, "add-netem", "bastion", "--delay", str(milliseconds)], check=True)
        else:
            subprocess.run([LAB, "del-netem", "bastion"], check=True)
