"""The same as big.yml, for pyinfra."""
import os

from pyinfra.operations import files

files.directory(path="/tmp/bench-big", mode="755")
files.put(src=os.path.join(os.environ["BENCH_FILES"], "big.bin"), dest="/tmp/bench-big/big.bin", mode="644")
