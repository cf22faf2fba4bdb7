"""A soak: documents are handed in while processes die, then quiet, then a look from the outside.

`make soak` runs it. The plan follows from the seed; when exactly each thing happens does not, so that it may take a few
runs until a seed shows again what it showed once.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from config import load_settings
from config.settings import PREFIX
from tests.running import BROKER_DB, STORE_DB, wait_until
from tests.soak.crew import Crew
from tests.soak.desk import Desk
from tests.soak.expected import undisturbed
from tests.soak.faults import strike
from tests.soak.plan import Fault, Plan, make_plan
from workers.store import Store, open_store

CHECKER = Path(__file__).with_name("checker.py")
REFERENCE_DB = 2
SHOWN = 20  #: complaints
STANDSTILL = 2  #: seconds without enough results, after which the next fault comes all the same
QUIET = 120  #: seconds in which all documents must have come to an end when nothing goes wrong any more
SETTINGS = {
    "LEASE": "2",
    "BATCH_DOCUMENTS": "8",
    # What kills its process must have done so four times; what is innocent is hardly hit so often in one stage.
    "ATTEMPTS": "4",
}


def soak(plan: Plan, folder: Path, seconds: float) -> dict[str, Any]:
    """Carry out a plan; what happened, and what the checker complains of."""
    crew = Crew(folder, plan.processes)
    try:
        with _watching(crew, folder / "seen.jsonl"):
            desk = Desk(crew.redis.broker_url(BROKER_DB), crew.broker, plan.hand_ins)
            crew.wait_until_ready()
            desk.start()
            wait_until(crew.results)
            faults = _disturb(crew, plan, seconds)
            recovered = _quiet(crew, desk)
            if recovered is not None:
                wait_until(crew.idle)  # what comes late must change nothing
            crew.close()
        expected = {"documents": undisturbed(plan, crew.redis.redis_url(REFERENCE_DB))}
        expected["jobs"] = {job: sorted(ids) for job, ids in desk.jobs.items()}
        (folder / "expected.json").write_text(json.dumps(expected))
        complaints = _check(crew, folder) + [f"it did not come to rest within {QUIET} s"] * (recovered is None)
    finally:
        crew.close()
        crew.redis.stop()
    return {
        "documents": len(expected["documents"]),
        "handed_in_again": desk.again,
        "results": sum(1 for _ in (folder / "seen.jsonl").open()),
        "faults": dict(faults),
        "recovered": recovered,
        "complaints": complaints,
    }


def _disturb(crew: Crew, plan: Plan, seconds: float) -> Counter[str]:
    """Let the faults happen one after another until the time is up; how many of each did."""
    happened: Counter[str] = Counter()
    end = time.monotonic() + seconds
    for fault in plan.faults:
        _wait_for(crew, fault, end)
        if time.monotonic() >= end:
            break
        done = strike(crew, fault)
        happened[fault.name] += done
        _say(f"{fault.name}{'' if done else ' hit nothing'}")
    return +happened


def _wait_for(crew: Crew, fault: Fault, end: float) -> None:
    """Return when it is time for a fault: there has been some work since the last one."""
    start, results = time.monotonic(), crew.results()
    while (now := time.monotonic()) < end:
        if now > start + fault.pause and (now > start + STANDSTILL or crew.results() >= results + fault.results):
            return
        time.sleep(0.02)
        crew.undo()


def _quiet(crew: Crew, desk: Desk) -> float | None:
    """Undo all faults, and wait until every document has come to its end; the seconds that took, or None."""
    start = time.monotonic()
    store: Store | None = None
    while time.monotonic() < start + QUIET:
        crew.undo(all_of_it=True)
        time.sleep(0.2)
        if not desk.is_alive():
            store = store or open_store(load_settings(), patience=100)
            if all((job := store.job(name)) and job.finished for name in desk.jobs):
                return round(time.monotonic() - start, 1)
    return None


@contextmanager
def _watching(crew: Crew, seen: Path) -> Iterator[None]:
    """Let the checker read the streams meanwhile."""
    command = [sys.executable, "-I", str(CHECKER), "watch", crew.redis.redis_url(STORE_DB), str(seen)]
    watcher = subprocess.Popen(command)
    try:
        yield
        wait_until(lambda: len(seen.read_text().splitlines()) >= crew.results() or watcher.poll() is not None)
    finally:
        watcher.terminate()
        watcher.wait()


def _check(crew: Crew, folder: Path) -> list[str]:
    files = [str(folder / "expected.json"), str(folder / "seen.jsonl")]
    command = [sys.executable, "-I", str(CHECKER), "check", crew.redis.redis_url(STORE_DB), *files]
    checked = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    complaints = checked.stdout.splitlines()
    return complaints if complaints or not checked.returncode else ["the checker broke"]


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--rounds", type=int, default=1, help="as many seeds, each the last and one (1)")
    parser.add_argument("--seconds", type=float, default=60, help="of disturbance (60)")
    parser.add_argument("--documents", type=int, default=300, help="handed in meanwhile (300)")
    parser.add_argument("--results", type=Path, default=os.devnull, help="a file that gets a line of JSON a seed")
    return parser.parse_args()


def _round(seed: int, given: argparse.Namespace, folder: Path) -> bool:
    """Soak with one seed; whether all was well."""
    _say(f"seed {seed}; the same again: make soak SEED={seed} SECONDS={given.seconds:g} DOCUMENTS={given.documents}")
    folder.mkdir()
    start = time.monotonic()
    found = soak(make_plan(seed, given.seconds, given.documents), folder, given.seconds)
    found = {"seed": seed, "seconds": given.seconds, **found, "took": round(time.monotonic() - start, 1)}
    with given.results.open("a") as out:
        print(json.dumps(found), file=out)
    if found["complaints"]:
        kept = folder.rename(f"{folder}-{seed}-{time.time():.0f}")
        print(*found["complaints"][:SHOWN], sep="\n")
        print(f"{len(found['complaints'])} complaints. All logs and data are in {kept}.")
        return False
    shutil.rmtree(folder)
    number = sum(found["faults"].values())
    _say(f"all is well: {found['documents']} documents, {number} faults, at rest {found['recovered']} s after the last")
    return True


def main() -> int:
    given = _options()
    folder = Path(tempfile.mkdtemp(prefix="soak-")) / "data"
    os.environ |= {f"{PREFIX}{name}": value for name, value in SETTINGS.items()}
    os.environ[f"{PREFIX}REDIS_URL"] = f"unix://{folder}/redis.sock?db={STORE_DB}"
    os.environ[f"{PREFIX}BROKER_URL"] = f"redis+socket://{folder}/redis.sock?virtual_host={BROKER_DB}"
    logging.basicConfig(level=logging.ERROR)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # all processes are ended on the way out
    well = [_round(given.seed + number, given, folder) for number in range(given.rounds)]
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
