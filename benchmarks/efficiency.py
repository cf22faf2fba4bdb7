"""What the queue costs: documents a second of the whole system, over those of the same functions in a loop.

    python -m benchmarks.efficiency [--rounds N] [--documents N]

The whole system is: handed in, four queues, Redis with its append-only file, until the last stance can be read. Both
have as many processes as the machine has cores, and read new stories in each round, in turns.
"""

from __future__ import annotations

import argparse
import json

from benchmarks.loop import loop
from benchmarks.ratios import spread
from benchmarks.stories import documents
from benchmarks.system import PROCESSES, system


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--documents", type=int, default=400, help="in each round, for each of the two")
    asked = parser.parse_args()
    print(json.dumps(measured(asked.rounds, asked.documents), indent=2))


def measured(rounds: int, number: int) -> dict[str, object]:
    """Seconds of each, and the ratio, over all rounds."""
    queue, plain = [], []
    with system() as ours, loop(PROCESSES) as functions:
        for round_ in range(rounds):
            first = list(documents(number, first=2 * round_ * number))
            second = list(documents(number, first=(2 * round_ + 1) * number))
            # Each goes first in turn: a machine that slows down favours neither.
            for turn in ((0, 1), (1, 0))[round_ % 2]:
                if turn:
                    plain.append(functions.run([each["text"] for each in second]))
                else:
                    queue.append(ours.run(first, f"round-{round_}"))
    return {
        "documents": number,
        "processes": PROCESSES,
        "docs/s in the queue": spread(number / seconds for seconds in queue),
        "docs/s in a loop": spread(number / seconds for seconds in plain),
        "efficiency": spread(alone / whole for whole, alone in zip(queue, plain, strict=True)),
    }


if __name__ == "__main__":
    main()
