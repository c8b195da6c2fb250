"""The same as files.yml, for pyinfra."""
from io import StringIO

from pyinfra import host
from pyinfra.facts.files import File
from pyinfra.facts.server import LinuxDistribution
from pyinfra.operations import files

host.get_fact(LinuxDistribution)
files.directory(path="/tmp/bench", mode="755")
for number in range(1, 11):
    text = f"content {number} of {host.name}"
    files.put(src=StringIO(text + "\n"), dest=f"/tmp/bench/copy{number}", mode="644")
    files.line(path=f"/tmp/bench/copy{number}", line="^content.*", replace=text)
for number in range(1, 10):
    host.get_fact(File, path=f"/tmp/bench/copy{number}")
