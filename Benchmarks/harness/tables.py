"""The figures as Markdown."""
import os


def heading(options):
    """The section that a sitting owns: one without delay, one for each delay."""
    return "## Beside the peers" + (f", with {options.delay} ms of delay" if options.delay else "")


def text(sitting):
    """Everything of a sitting."""
    options = sitting.options
    delay = f" with {options.delay} ms of delay for a round trip to a machine" if options.delay else ""
    lines = [
        f"Written by `Benchmarks/compare {options.words}`: {options.machine}, load {os.getloadavg()[1]:.1f} at the end; "
        f"control side, bastion and machines share them. Through the bastion of the test network{delay}. fleet: medians "
        f"of {options.runs}; peers once. Ratios are the peer's figure by fleet's (ansible-core and Mitogen: pipelining, "
        "50 forks). "
        "Every run makes its own connections. CPU is the control side's with all its children; beside it that of bastion and "
        "machines, sshd included. Memory is the largest process of the control side.", "",
        "| workload | hosts | program | wall s | ratio | CPU s | ratio | CPU of machines s | CPU in all | MB "
        "| CPU ms per host-task |",
        "|---|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    own = {(workload.name, hosts): figures for workload, hosts, name, figures in sitting.results if name == "fleet"}
    for workload, hosts, name, figures in sitting.results:
        lines.append(row(workload, hosts, name, figures, own[workload.name, hosts]))
    lines += memory(own)
    for extra in sitting.extras:
        lines += ["", *extra]
    return "\n".join(lines) + "\n"


def row(workload, hosts, name, figures, own):
    """One line of the table."""
    def ratio(value, base):
        more = "> " if figures.is_late else ""
        return "" if name == "fleet" or not base or value is None else f"{more}{value / base:.1f}x"
    late = "> " if figures.is_late else ""
    machines, total, own_total = "", "", None
    if figures.machines is not None and own.machines is not None:
        machines = f"{figures.machines:.2f}"
        own_total = own.cpu + own.machines
        total = ratio(figures.cpu + figures.machines, own_total)
    per_task = figures.cpu * 1000 / (workload.tasks * hosts)
    return (f"| {workload.title} | {hosts} | {name} | {late}{figures.wall:.2f} | {ratio(figures.wall, own.wall)} | "
            f"{figures.cpu:.2f} | {ratio(figures.cpu, own.cpu)} | {machines} | {total} | {figures.memory:.0f} | "
            f"{per_task:.2f} |")


def memory(own):
    """What a connected host costs in memory, from runs of the same work on few and on many."""
    counts = sorted(hosts for name, hosts in own if name == "noop")
    if len(counts) < 2:
        return []
    few, many = counts[0], counts[-1]
    each = (own["noop", many].memory - own["noop", few].memory) * 1024 / (many - few)
    return ["", f"Memory of the control side per connected host: {each:.0f} kB (from {few} and {many} hosts)."]
