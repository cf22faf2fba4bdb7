"""All benchmarks, or those that are named: a table of ratios, and everything they print in build/bench.json.

    python -m benchmarks [NAME …]

Sizes are such that all take less than ten minutes on two cores. One that fails stops no other.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.system import PROCESSES
from config import ROOT

FILE = ROOT / "build" / "bench.json"
#: Name -> the options that it is run with.
BENCHMARKS: dict[str, tuple[str, ...]] = {
    "efficiency": ("--rounds", "2", "--documents", "300"),
    "peers": ("--rounds", "2", "--documents", "100"),
    "speed": ("--rounds", "3"),
    "growth": ("--words", "150", "--rounds", "2"),
    "latency": ("--queued", "300", "--ordinary", "1"),
}
_SPREAD = {"median", "lowest", "highest"}
#: What has a unit is no ratio, and says more about the machine than about the program.
_UNITS = ("/s", "per second", "seconds", "bytes", "MB")


class Failed(Exception):
    """A benchmark has printed no result; the message is the last that it said."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    names = parser.parse_args().names or list(BENCHMARKS)
    if unknown := sorted(set(names) - set(BENCHMARKS)):
        parser.error(f"{', '.join(unknown)}: there are {', '.join(BENCHMARKS)}")
    results, failures = {}, {}
    for name in names:
        print(f"{name} …", file=sys.stderr, flush=True)
        start = time.monotonic()
        try:
            results[name] = run(name)
        except Failed as error:
            failures[name] = str(error)
        print(f"{name}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps({"machine": machine(), "results": results, "failed": failures}, indent=2) + "\n")
    for name, result in results.items():
        for ratio, spread in ratios(result):
            print(
                f"{name:10}  {ratio:55}  {spread['median']:8.3f}  ({spread['lowest']:.3f} to {spread['highest']:.3f})"
            )
    for name, said in failures.items():
        print(f"{name} failed: {said}", file=sys.stderr)
    return 1 if failures else 0


def run(name: str) -> Any:
    """What a benchmark prints.

    Raises:
        Failed: it ended with another code than 0, or printed something else than JSON.
    """
    command = [sys.executable, "-m", f"benchmarks.{name}", *BENCHMARKS[name]]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    last = ended.stderr.strip().rpartition("\n")[2] or f"nothing, and ended with {ended.returncode}"
    if ended.returncode:
        raise Failed(last)
    try:
        return json.loads(ended.stdout)
    except ValueError:
        raise Failed(f"its output is not JSON; on stderr: {last}") from None


def ratios(result: Any, name: str = "") -> Iterator[tuple[str, dict[str, float]]]:
    """Every median with its lowest and highest that has no unit, by its name in the result."""
    if not isinstance(result, dict) or any(unit in name for unit in _UNITS):
        return
    if result.keys() >= _SPREAD:
        yield name, result
        return
    for key, value in result.items():
        yield from ratios(value, f"{name}, {key}" if name else key)


def machine() -> dict[str, Any]:
    """What the figures are of."""
    about = Path("/proc/cpuinfo")
    lines = about.read_text().splitlines() if about.exists() else []
    models = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return {
        "processor": models[0] if models else platform.processor() or platform.machine(),
        "cores": PROCESSES,
        "system": platform.platform(),
        "python": platform.python_version(),
    }


if __name__ == "__main__":
    sys.exit(main())
