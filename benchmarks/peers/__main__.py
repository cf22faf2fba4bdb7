"""How many times as fast our system is as what people would write: stock Celery, RQ and Dramatiq, in turns in one run.

    python -m benchmarks.peers [--rounds N] [--documents N]

All have the same number of worker processes, a Redis with its append-only file, and warm models. In each round all read
the same new stories, and what a peer says of each has to be what ours says, else there is no figure. The time is
from handing in to the last stance that can be read.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from contextlib import ExitStack

from benchmarks.peers.contenders import PEERS, Contender, Documents, ours, peer
from benchmarks.ratios import spread
from benchmarks.stories import documents
from benchmarks.system import PROCESSES
from workers.commands.exits import say

OURS = "ours"
WARMING = 12  #: documents for each process, before what counts


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--documents", type=int, default=100, help="in each round, for each contender")
    asked = parser.parse_args()
    print(json.dumps(measured(asked.rounds, asked.documents), indent=2))


def measured(rounds: int, number: int) -> dict[str, object]:
    """Documents a second of each, and the ratios, over all rounds."""
    left_out = [name for name, kind in PEERS.items() if not kind.installed]
    if left_out:
        say(f"{' and '.join(left_out)} are left out: they are not installed, which `make peers` does.")
    seconds: dict[str, list[float]] = defaultdict(list)
    with ExitStack() as stack:
        contenders = {OURS: stack.enter_context(ours())}
        contenders |= {name: stack.enter_context(peer(PEERS[name])) for name in PEERS if name not in left_out}
        warming = WARMING * PROCESSES
        turn(contenders, list(documents(warming)), 0)
        for round_ in range(rounds):
            read = list(documents(number, first=warming + round_ * number))
            for name, took in turn(contenders, read, round_).items():
                seconds[name].append(took)
            say(f"round {round_ + 1}: " + ", ".join(f"{name} {took[-1]:.1f} s" for name, took in seconds.items()))
    return {
        "documents": number,
        "processes": PROCESSES,
        "docs/s": {name: spread(number / each for each in took) for name, took in seconds.items()},
        "ours is as many times as fast as": {
            name: spread(theirs / own for own, theirs in zip(seconds[OURS], took, strict=True))
            for name, took in seconds.items()
            if name != OURS
        },
        "left out": left_out,
    }


def turn(contenders: dict[str, Contender], read: Documents, round_: int) -> dict[str, float]:
    """The seconds of each contender, once all have said the same of every document; another goes first each time."""
    names = list(contenders)
    at = round_ % len(names)
    answers = {name: contenders[name].run(read) for name in (*names[at:], *names[:at])}
    _, expected = answers[OURS]
    for name, (_, stances) in answers.items():
        if len(stances) != len(read):
            raise RuntimeError(f"{name} has answered for {len(stances)} of {len(read)} documents")
        for document, said, own in zip(read, stances, expected, strict=True):
            if said != own:
                raise RuntimeError(f"{name} says something else of {document['id']} than ours: {said} and {own}")
    return {name: answers[name][0] for name in names}


if __name__ == "__main__":
    main()
