"""A reader of a stream as `docs/redis.md` has it, which misbehaves on its first entry if it is told to.

Usage: python -m tests.faults.reader URL GROUP [raises|hangs|freezes|exits|crashes|eats]
"""

from __future__ import annotations

import os
import sys

from redis import Redis

from tests.faults import poison

STREAM = "stancewire:stage:stances"
IDLE = 300  #: milliseconds after which another's entries are taken over


def read(url: str, group: str, does: str = "") -> None:
    client = Redis.from_url(url, decode_responses=True)
    me = f"reader-{os.getpid()}"
    while True:
        entries = client.xautoclaim(STREAM, group, me, min_idle_time=IDLE)[1]
        for _, fresh in client.xreadgroup(group, me, {STREAM: ">"}, count=100, block=100):
            entries += fresh
        for identifier, entry in entries:
            if does:
                print("working", flush=True)
                poison.DOES[does]()
            print(entry["id"], flush=True)
            client.xack(STREAM, group, identifier)


if __name__ == "__main__":
    read(*sys.argv[1:])
