"""The same as templates.yml, for pyinfra."""
import os

from pyinfra import host
from pyinfra.operations import files

APP = {"name": "demo", "port": 8080, "workers": 4, "backends": [{"host": "10.0.0.1", "port": 81, "weight": 3}]}
SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates", "service.conf.j2")

files.directory(path="/tmp/bench-templates", mode="755")
for number in range(100):
    files.template(src=SOURCE, dest=f"/tmp/bench-templates/{number}", mode="644", app=APP,
                   inventory_hostname=host.name)
