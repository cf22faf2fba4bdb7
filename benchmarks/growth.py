"""What more documents, and longer ones, cost: time, memory, and bytes in Redis.

    python -m benchmarks.growth [--sizes N ...] [--words N] [--long WORDS ...] [--rounds N]

Each number of documents goes through a system of its own, freshly started. Nothing may grow but the time and what Redis
keeps, and these no faster than the documents.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from statistics import mean, median
from typing import Any

from benchmarks.memory import watched
from benchmarks.ratios import spread
from benchmarks.stories import documents, joined, shortened, words
from benchmarks.system import PROCESSES, System, system
from workers.commands.exits import say

MB = 2**20
ENDLESS = 10**9  #: documents
WEIGHED = 100  #: documents of which Redis is asked how large they are

#: What a document of 200,000 words needs; by default one fails that is longer, or takes five minutes in one stage.
FOR_LONG = {
    "STANCEWIRE_MAX_CHARACTERS": "10000000",
    "STANCEWIRE_TASK_TIME_LIMIT": "3600",
    "STANCEWIRE_VISIBILITY_TIMEOUT": "7200",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=[100, 1_000], help="numbers of documents")
    parser.add_argument("--words", type=int, help="shorten each story to about so many")
    parser.add_argument("--long", type=int, nargs="*", default=[1_000, 10_000, 50_000], help="words of long documents")
    parser.add_argument("--rounds", type=int, default=3, help="of long documents, one of each length in each round")
    asked = parser.parse_args()
    sizes, lengths = sorted(asked.sizes), sorted(asked.long)
    # A process for each system: Celery reads once where its broker is.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as apart:
        by_size = list(apart.map(grown, sizes, repeat(asked.words)))
        by_length = apart.submit(lengthened, lengths, asked.rounds).result() if lengths else {}
    print(
        json.dumps(
            {
                "processes": PROCESSES,
                "stories": f"shortened to about {asked.words} words" if asked.words else "whole",
                "memory of the worker": "PSS of its main process and all that it has started",
                "documents": {
                    size: found | compared(found, by_size[0]) for size, found in zip(sizes, by_size, strict=True)
                },
                "long documents": by_length,
            },
            indent=2,
        )
    )


def grown(number: int, shorten: int | None) -> dict[str, Any]:
    """What so many documents cost a system that has done nothing before but warm up."""
    stories = list(documents(number))
    if shorten:
        stories = [{**story, "text": shortened(story["text"], shorten)} for story in stories]
    with system() as ours, watched(ours.worker) as worker, watched(ours.server.pid) as redis:
        before = kept(memory(ours))
        warm = worker.held()
        seconds = ours.run(stories, "growth")
        after, peak = memory(ours), redis.peak
        found = {
            "seconds": round(seconds, 2),
            "documents per second": round(number / seconds, 2),
            "words per document": round(mean(words(story["text"]) for story in stories)),
            "ms per document": round(1_000 * seconds / number, 2),
            "ms per 1,000 words": round(1e6 * seconds / sum(words(story["text"]) for story in stories), 1),
            "MB of the worker": {"warm": mb(warm), "at the end": mb(worker.held()), "highest": mb(worker.peak)},
            "MB of Redis": {
                "used": mb(after["used_memory"]),
                "used, highest": mb(after["used_memory_peak"]),
                "resident": mb(after["used_memory_rss"]),
                "PSS, highest": mb(peak),
            },
            "bytes in Redis per document": {
                "all that is left": round((kept(after) - before) / number),
                "its hash": round(weighed(ours)),
                "its text, as handed in": round(mean(len(story["text"].encode()) for story in stories)),
            },
        }
    say(f"{number} documents: {found['documents per second']} a second")
    return found


def compared(found: dict[str, Any], first: dict[str, Any]) -> dict[str, Any]:
    """The cost, over that at the smallest number."""
    names = ("ms per document", "ms per 1,000 words")
    return {"relative to the smallest": {name: round(found[name] / first[name], 3) for name in names}}


def lengthened(lengths: Sequence[int], rounds: int) -> dict[str, Any]:
    """Seconds for 1,000 words of documents of some lengths, alone in the system one after another, in turns."""
    os.environ.update(FOR_LONG)
    stories = documents(ENDLESS)
    seconds: dict[int, list[float]] = {length: [] for length in lengths}
    peaks: dict[int, int] = dict.fromkeys(lengths, 0)
    with system() as ours:
        for round_ in range(rounds):
            for length in lengths:
                document = joined(stories, length)
                with watched(ours.worker) as worker:
                    job = f"long-{length}-{round_}"
                    taken = ours.run([document], job)
                    peaks[length] = max(peaks[length], worker.held(), worker.peak)
                state = ours.store.job(job)
                if not (state and state.done):
                    raise RuntimeError(f"a document of {length} words did not get through: {ours.log}")
                seconds[length].append(1_000 * taken / words(document["text"]))
                say(f"round {round_ + 1}: a document of {length} words in {taken:.1f} s")
    shortest = seconds[lengths[0]]
    return {
        "settings raised": FOR_LONG,
        "made of": "news stories with marked variation, one after another",
        "seconds per 1,000 words": {length: spread(found) for length, found in seconds.items()},
        "relative to the shortest": {
            length: spread(one / base for one, base in zip(found, shortest, strict=True))
            for length, found in seconds.items()
        },
        "MB of the worker, highest": {length: mb(peak) for length, peak in peaks.items()},
    }


def memory(ours: System) -> dict[str, int]:
    """What Redis says of its memory, in bytes."""
    told: dict[str, int] = ours.store.client.info("memory")  # type: ignore[assignment]
    return told


def kept(told: dict[str, int]) -> int:
    """Bytes, without what comes and goes with each answer and each write to the disk."""
    return told["used_memory"] - told["mem_clients_normal"] - told["mem_aof_buffer"]


def weighed(ours: System) -> float:
    """The median size in Redis of a document's hash."""
    with ours.store.client.pipeline() as pipe:
        for each in ours.store.documents("growth")[:WEIGHED]:
            pipe.memory_usage(ours.store.key("doc", each), samples=0)
        return median(map(int, pipe.execute()))


def mb(size: int) -> float:
    return round(size / MB, 1)


if __name__ == "__main__":
    main()
