"""What the benchmarks share: the programs, the workloads, what a run costs, and the document they write into."""
