"""RQ's workers. Each forks a process for every job, as RQ does; the models are loaded, and warm, before that.

    python -m benchmarks.peers.rq_worker N

RQ's guide, under performance notes, says to load before the fork in a worker script of one's own. Its `SimpleWorker`
does not fork, and the guide does not recommend that one for production.
"""

from __future__ import annotations

import sys

from rq.worker_pool import WorkerPool

from benchmarks.peers import rq_chain, stages
from benchmarks.stories import documents


def main() -> None:
    (story,) = documents(1)
    stages.tag_stances(stages.find_entities(stages.segment(stages.clean(story))))
    WorkerPool([rq_chain.queue], connection=rq_chain.queue.connection, num_workers=int(sys.argv[1])).start()


if __name__ == "__main__":
    main()
