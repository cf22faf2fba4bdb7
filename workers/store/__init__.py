"""The store: what is known of every document and job, in Redis. `docs/redis.md` is its contract with readers.

The store is the truth; messages are hints that there may be work. Whatever happens to messages (lost, late, twice, two
at the same time), a document moves only like this, each step one Lua script:

    accept      nothing there       -> queued, waits for its first stage, in the urgent lane when that was asked for
                waits               -> waits in the urgent lane, when that was asked for
                done, skipped       -> itself, or queued when a stage has a newer version now
                failed              -> queued, tried again
    claim       waits for a stage   -> leased to one worker, under a new attempt number
    lease       leased              -> leased for longer, as a sign of life; or given back
    commit      leased              -> waits for the next stage; done, failed or skipped
    sweep       leased too long     -> waits again, in the urgent lane; or is to be set aside as failed
                waits in vain       -> waits in the urgent lane, to be sent again
    retry       failed              -> queued, waits for the stage at which it failed

A commit is refused when the document is not queued, when the stage has its result already, when somebody else has begun
on it since (the attempt is another), or when the earlier results that it was made from are no longer the ones there. So
the first result of a stage is the one that stays, a late one cannot revive a document that has failed, and each result
written has exactly one entry in the stage's stream, written with it. Only `accept` and `retry` take results away. One
that was removed from Redis by others is computed anew, and those after it; what was told and counted stays so.
The counts of a job move in the same scripts; they are always equal to a count over its documents.
"""

from workers.store.shapes import Counts, GivenUp, Job, Sent, Swept, Work
from workers.store.store import OUTAGE, Store, open_store

__all__ = ["OUTAGE", "Counts", "GivenUp", "Job", "Sent", "Store", "Swept", "Work", "open_store"]
