"""Where the time goes: the real worker's processes, looked at a hundred times a second while they read stories.

    python -m benchmarks.where [--documents N] [--flamegraph FILE]

Linux, and the right to look into processes that somebody else started: root, CAP_SYS_PTRACE, or
`sysctl kernel.yama.ptrace_scope=0`. A table for people goes to stderr.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from benchmarks.flamegraph import flamegraph
from benchmarks.stacks import BETWEEN, IDLE, KINDS, STAGES, Stack, kind_of, stacks, stage_of
from benchmarks.stories import documents, words
from benchmarks.system import PROCESSES, System, system
from workers.pipeline import submit

RATE = 100  #: looks a second
SETTLED = 5  #: seconds in which py-spy reads the symbols of what it will see
_TICKS = os.sysconf("SC_CLK_TCK")

Table = dict[str, dict[str, float]]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--flamegraph", type=Path, help="where to draw one (SVG)")
    asked = parser.parse_args()
    read = list(documents(asked.documents))
    with tempfile.TemporaryDirectory() as folder, system() as ours:
        with looked_at(ours.worker, Path(folder) / "stacks") as file:
            before, start, handing_in = processor_seconds(ours), time.perf_counter(), time.process_time()
            submit(read, "where", store=ours.store)
            handing_in = time.process_time() - handing_in
            ours.wait("where")
            seconds = time.perf_counter() - start
            spent = {who: after - before[who] for who, after in processor_seconds(ours).items()}
        found = list(stacks(file.read_text(encoding="utf-8").splitlines()))
    if asked.flamegraph:
        asked.flamegraph.write_text(flamegraph(found), encoding="utf-8")
    shares = table(found, seconds)
    print(markdown(shares), file=sys.stderr)
    spent["handing in"] = handing_in
    read_words, used = sum(words(each["text"]) for each in read), sum(spent.values())
    summary = {
        "documents": len(read),
        "words": read_words,
        "processes": PROCESSES,
        "seconds": round(seconds, 2),
        "processor seconds": {who: round(each, 2) for who, each in spent.items()},
        "words per processor second": round(read_words / used),
        "processors for a million such stories a day": round(used / len(read) * 1e6 / 86_400, 2),
        "share of the worker's processes' time": shares,
    }
    print(json.dumps(summary, indent=2))


@contextmanager
def looked_at(pid: int, file: Path) -> Iterator[Path]:
    """The file will have the stacks of a process and its children from the block, and from some idle seconds before."""
    command = [_py_spy(), "record", "--pid", str(pid), "--subprocesses", "--threads", "--idle", "--native"]
    command += ["--nolineno", "--rate", str(RATE), "--format", "raw", "--output", str(file), "--duration", "86400"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as spy:
        assert spy.stdout
        _wait_for_start(spy.stdout)
        time.sleep(SETTLED)
        try:
            yield file
        finally:
            spy.send_signal(signal.SIGINT)
            said = spy.stdout.read()
    if not file.exists():
        raise SystemExit(f"py-spy wrote nothing: {said.strip()}")


def _py_spy() -> str:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    return shutil.which("py-spy", path=path) or sys.exit(
        "py-spy is not installed: run `make test`, or put it on the PATH"
    )


def _wait_for_start(said: IO[str]) -> None:
    lines = []
    for line in said:
        if "Sampling process" in line:
            return
        lines.append(line.strip())
    raise SystemExit(
        f"py-spy may not look into the worker: be root, or say `sysctl kernel.yama.ptrace_scope=0` ({' '.join(lines)})"
    )


def table(found: Sequence[Stack], seconds: float) -> Table:
    """Stage -> kind of work -> share of the time that the processes had.

    What is left of that time was spent waiting for work. That is not counted in samples: these begin earlier.
    """
    counted = Counter((stage_of(stack.frames), kind_of(stack.frames)) for stack in found for _ in range(stack.samples))
    had = seconds * PROCESSES * RATE
    shares = {stage: {kind: counted[stage, kind] / had for kind in KINDS} for stage in STAGES}
    shares[BETWEEN][IDLE] = max(0.0, 1 - sum(sum(row.values()) for row in shares.values()))
    return {stage: {kind: round(share, 4) for kind, share in row.items()} for stage, row in shares.items()}


def markdown(shares: Table) -> str:
    """The table in percent of the time in which the processes worked, with sums."""
    worked = sum(share for row in shares.values() for kind, share in row.items() if kind != IDLE)
    lines = [f"| % of the work | {' | '.join(KINDS)} | all |", "|---" * (len(KINDS) + 2) + "|"]
    for stage in (*STAGES, "all"):
        rows = [row for name, row in shares.items() if stage in (name, "all")]
        cells = [sum(row[kind] for row in rows) / worked for kind in KINDS]
        lines.append(f"| {stage} | {' | '.join(map(_percent, [*cells, sum(cells)]))} |")
    return "\n".join(lines)


def _percent(share: float) -> str:
    return ("<0.1" if share < 0.001 else f"{100 * share:.1f}") if share else ""


def processor_seconds(ours: System) -> dict[str, float]:
    """Of all programs that have a part in it, so far."""
    children = Path(f"/proc/{ours.worker}/task/{ours.worker}/children").read_text().split()
    return {
        "the worker's processes": sum(map(_used, map(int, children))),
        "its main process": _used(ours.worker),
        "Redis": _used(ours.server.pid),
    }


def _used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


if __name__ == "__main__":
    main()
