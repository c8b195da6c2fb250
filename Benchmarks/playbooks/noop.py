"""The same as noop.yml, for pyinfra."""
from pyinfra.operations import server

for number in range(20):
    server.shell(name=f"noop {number + 1}", commands=["/bin/true"])
