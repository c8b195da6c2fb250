"""The same as loop.yml, for pyinfra."""
from io import StringIO

from pyinfra.operations import files

files.directory(path="/tmp/bench-loop", mode="755")
for number in range(100):
    files.put(src=StringIO(f"item {number}\n"), dest=f"/tmp/bench-loop/{number}", mode="644")
