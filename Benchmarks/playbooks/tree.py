"""The same as tree.yml, for pyinfra."""
import os

from pyinfra.operations import files

files.sync(src=os.path.join(os.environ["BENCH_FILES"], "tree"), dest="/tmp/bench-tree", mode="644")
