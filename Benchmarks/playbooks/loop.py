"""The same as loop.yml, for pyinfra."""
from io import StringIO

from pyinfra.operations import files

for number in range(100):
    files.put(src=StringIO(f"item {number}\n"), dest=f"/tmp/bench-loop-{number}", mode="644")
