"""How long one story takes: in a system that has nothing else to do, and behind a queue that is kept full.

    python -m benchmarks.latency [--idle N] [--behind N] [--ordinary N] [--queued N]

What is timed runs from handing in to a stance record that can be read in Redis. It is always the same story, of
middling length, with other numbers in it each time; handed in like an archive, and as urgent.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, islice
from statistics import median, quantiles

from benchmarks.ratios import spread
from benchmarks.stories import documents, news, varied, words
from benchmarks.system import PROCESSES, System, system
from config import load_settings
from workers.app import STAGES
from workers.commands.exits import say
from workers.pipeline import submit

OFTEN = 0.002  #: seconds between two looks for the record
PAUSE = 2.0  #: at most so many seconds between two stories behind a queue, by chance: each meets other batches in hand
ENOUGH = 100  #: samples for a 99th percentile; of fewer there is only the highest
_DONE = re.compile(r"(ForkPoolWorker-\d+)\] (\w+): (\d+) done, ")
_TOOK = re.compile(r"(ForkPoolWorker-\d+)\] Task tasks\.\S+ succeeded in ([\d.]+)s")

#: Numbers for stories that nobody has seen, also where they are those of the archive.
_number = count(10**6)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--idle", type=int, default=20, help="stories in an idle system, of each kind")
    parser.add_argument("--behind", type=int, default=10, help="urgent stories behind the queue")
    parser.add_argument("--ordinary", type=int, default=2, help="others behind the queue: each waits for all of it")
    parser.add_argument("--queued", type=int, default=500, help="documents in the queue")
    asked = parser.parse_args()
    print(json.dumps(measured(asked.idle, asked.behind, asked.ordinary, asked.queued), indent=2))


def measured(idle: int, behind: int, ordinary: int, queued: int) -> dict[str, object]:
    """Seconds of all, and what a queue makes of them."""
    chance = random.Random(0)
    with system() as ours:
        alone: dict[bool, list[float]] = {False: [], True: []}
        for _ in range(idle):
            for urgent, times in alone.items():
                times.append(one_story(ours, urgent=urgent))
        say(f"idle: {median(alone[True]):.3f} s")
        crowded: dict[bool, list[float]] = {False: [], True: []}
        before = len(ours.log.read_text(errors="replace"))
        with kept_full(ours, queued):
            for at in range(behind):
                time.sleep(chance.uniform(0, PAUSE))
                crowded[True].append(one_story(ours, urgent=True))
                say(f"urgent, behind {queued}, {at + 1} of {behind}: {crowded[True][-1]:.3f} s")
            for at in range(ordinary):
                crowded[False].append(one_story(ours, urgent=False))
                say(f"ordinary, behind {queued}, {at + 1} of {ordinary}: {crowded[False][-1]:.1f} s")
        batches = full_batches(ours.log.read_text(errors="replace")[before:])
    limit = 2 * median(alone[True]) + median(batches)
    return {
        "processes": PROCESSES,
        "words of the story": words(the_story()),
        "queued": queued,
        "99th percentile": f"of {ENOUGH} samples or more; of fewer, the highest is what there is",
        "seconds": {
            "urgent, idle": told(alone[True]),
            "ordinary, idle": told(alone[False]),
            "urgent, behind the queue": told(crowded[True]),
            "ordinary, behind the queue": told(crowded[False]),
            "a full batch in the slowest stage": told(batches),
        },
        "behind the queue over idle": {
            name: told([each / median(alone[urgent]) for each in crowded[urgent]])
            for name, urgent in (("urgent", True), ("ordinary", False))
        },
        "urgent, behind the queue, over twice idle and a batch": told([each / limit for each in crowded[True]]),
    }


def one_story(ours: System, *, urgent: bool) -> float:
    """Seconds from handing in to the record."""
    text = varied(the_story(), next(_number))
    start = time.perf_counter()
    (identifier,) = submit([{"text": text}], urgent=urgent, store=ours.store).ids
    while not ours.store.client.hexists(ours.store.key("doc", identifier), STAGES[-1]):
        ours.check()
        time.sleep(OFTEN)
    return time.perf_counter() - start


def the_story() -> str:
    """Of all stories, the one of middling length."""
    return sorted(news(), key=words)[len(news()) // 2]


@contextmanager
def kept_full(ours: System, number: int) -> Iterator[None]:
    """Queue so many documents, and hand in as many as get through until the block ends."""
    archive, done = documents(10**6), threading.Event()

    def fill() -> None:
        while not done.is_set():
            missing = number - waiting(ours)
            if missing >= load_settings().batch_documents:
                submit(islice(archive, missing), "archive", store=ours.store)
            done.wait(0.1)

    submit(islice(archive, number), "archive", store=ours.store)
    while not ((job := ours.store.job("archive")) and job.done):  # until then the later queues are empty
        ours.check()
        time.sleep(OFTEN)
    thread = threading.Thread(target=fill, name="archive")
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def waiting(ours: System) -> int:
    """Documents that are not through."""
    with ours.store.client.pipeline() as pipe:
        for stage in STAGES:
            for lane in ("waiting", "urgent", "leased"):
                pipe.zcard(ours.store.key(lane, stage))
        return sum(pipe.execute())


def full_batches(log: str) -> list[float]:
    """Seconds of each full batch, in the stage in which they take longest."""
    size = load_settings().batch_documents
    in_hand: dict[str, tuple[str, int]] = {}
    took: dict[str, list[float]] = defaultdict(list)
    for line in log.splitlines():
        if found := _DONE.search(line):
            in_hand[found[1]] = found[2], int(found[3])
        elif (found := _TOOK.search(line)) and found[1] in in_hand:
            stage, documents = in_hand.pop(found[1])
            if documents >= size:
                took[stage].append(float(found[2]))
    return max(took.values(), key=median)


def told(values: list[float]) -> dict[str, float]:
    """How many, their median, lowest and highest, and the 99th percentile where there is one."""
    if not values:
        return {"samples": 0}
    there = {"99th percentile": round(quantiles(values, n=100)[-1], 3)} if len(values) >= ENOUGH else {}
    return {"samples": len(values), **spread(values), **there}


if __name__ == "__main__":
    main()
