"""The machines of the network and their addresses."""
from dataclasses import asdict, dataclass, fields

CONTROL_ADDRESS = "10.0.1.5"
PUBLIC_LENGTH = 24
PRIVATE_SUBNET = "10.0.2.0/24"
BULK_SUBNET = "10.0.16.0/20"
BULK_FIRST = (10 << 24) + (16 << 8) + 10
BULK_LIMIT = 1000
EXTRA_LIMIT = 50

LIGHT, SYSTEMD = "light", "systemd"

# name, group, public address, private address
NAMED = (
    ("bastion", "bastions", "10.0.1.20", "10.0.2.2"),
    ("lb", "balancers", "10.0.1.10", "10.0.2.3"),
    ("web1", "web", None, "10.0.2.10"),
    ("web2", "web", None, "10.0.2.11"),
    ("db", "databases", None, "10.0.2.20"),
    ("redis", "caches", None, "10.0.2.21"),
)
NAMES = tuple(row[0] for row in NAMED)
DEFAULT_SYSTEMD = ("lb", "web1", "web2", "db", "redis")


@dataclass
class Machine:
    """One machine: what it is, and the process by which it is known while it runs.

    `pid` is PID 1 of a light machine and the supervisor of a systemd machine.
    """

    name: str
    index: int
    kind: str
    group: str
    address: str
    public: str | None = None
    private: str = ""
    docker: bool = False
    pid: int = 0
    started: int | None = None

    def cables(self):
        """The machine's interfaces: name in the machine, name at the switch, bridge, address with prefix length."""
        rows = []
        if self.public:
            rows.append(("eth0", f"a{self.index}", "br-public", self.public))
        rows.append((f"eth{len(rows)}", f"b{self.index}", "br-private", self.private))
        return rows

    def cable(self, leg):
        """The cable of one leg, `public` or `private`; None when the machine has no such leg."""
        for row in self.cables():
            if row[2] == "br-" + leg:
                return row
        return None

    def to_dictionary(self):
        """For the state file."""
        return asdict(self)

    @classmethod
    def from_dictionary(cls, values):
        """From the state file; keys of other versions are dropped."""
        known = {field.name for field in fields(cls)}
        return cls(**{key: value for key, value in values.items() if key in known})


def dotted(number):
    """An IPv4 address from its number."""
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))


def named_machines(systemd, docker):
    """The six machines of the product."""
    machines = []
    for index, (name, group, public, private) in enumerate(NAMED):
        machines.append(Machine(
            name=name, index=index, group=group, address=public or private, kind=SYSTEMD if name in systemd else LIGHT,
            public=f"{public}/{PUBLIC_LENGTH}" if public else None, private=f"{private}/24", docker=name in docker))
    return machines


def layout(light=0, systemd=DEFAULT_SYSTEMD, docker=(), extra_systemd=0):
    """Every machine that `up` shall bring up."""
    systemd = set(systemd) | set(docker)
    machines = named_machines(systemd, set(docker))
    for number in range(1, extra_systemd + 1):
        address = f"10.0.2.{100 + number}"
        machines.append(Machine(name=f"s{number:02}", index=len(machines), group="extra", kind=SYSTEMD,
                                address=address, private=address + "/24"))
    for number in range(light):
        address = dotted(BULK_FIRST + number)
        machines.append(Machine(name=f"n{number + 1:04}", index=len(machines), group="bulk", kind=LIGHT,
                                address=address, private=address + "/20"))
    return machines
