"""The program that hands documents in to a peer: a line of JSON with documents in, a line with seconds and stances out.

python -m benchmarks.peers.client celery_naive|celery_chain|rq_chain|dramatiq_chain
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module


def main() -> None:
    peer = import_module(f"benchmarks.peers.{sys.argv[1]}")
    for line in sys.stdin:
        documents = json.loads(line)
        start = time.perf_counter()
        stances = peer.read(documents)
        seconds = time.perf_counter() - start
        print(json.dumps([seconds, stances]), flush=True)


if __name__ == "__main__":
    main()
